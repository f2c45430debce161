import { ageText } from './age-text.ts';
import { localTime } from './local-time.ts';

type TimeProps = { at: Date | string | null; zone: string };

/** An instant on the account's clocks, with UTC on hover. */
export function Time({ at, zone }: TimeProps) {
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
      title={`${localTime(instant, 'UTC')} UTC`}
    >
      {localTime(instant, zone)}
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
