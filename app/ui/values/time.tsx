import { ageText } from './age-text.ts';
import { localTime } from './local-time.ts';

type TimeProps = {
  at: Date | string | null;
  zone: string;
  /** To the minute, or the day alone, where the rest is on hover. */
  to?: 'second' | 'minute' | 'day';
};

const CHARACTERS = { second: 19, minute: 16, day: 10 } as const;

/** An instant on the account's clocks, with UTC on hover. */
export function Time({ at, zone, to = 'second' }: TimeProps) {
  const instant = typeof at === 'string' ? new Date(at) : at;
  if (!instant || Number.isNaN(instant.getTime())) {
    return (
      <span className="text-muted" title="not told">
        —
      </span>
    );
  }
  return (
    <time
      className="whitespace-nowrap font-mono tabular-nums"
      dateTime={instant.toISOString()}
      title={`${to === 'second' ? '' : `${localTime(instant, zone)}, `}${localTime(instant, 'UTC')} UTC`}
    >
      {localTime(instant, zone).slice(0, CHARACTERS[to])}
    </time>
  );
}

type AgeProps = { seconds: number };

/** How long something has lasted: `3 h 12 m`. */
export function Age({ seconds }: AgeProps) {
  return (
    <time className="whitespace-nowrap tabular-nums" dateTime={`PT${Math.max(0, Math.floor(seconds))}S`}>
      {ageText(seconds)}
    </time>
  );
}
