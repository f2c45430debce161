import type { ReactNode } from 'react';

/** good: money came in · accent: in flight · warn: look at it · bad: money lost or refused · muted: nothing happened. */
export type Tone = 'good' | 'accent' | 'warn' | 'bad' | 'muted';

const DOTS: Record<Tone, string> = {
  good: 'border-good bg-good',
  accent: 'border-accent bg-accent',
  warn: 'border-warn bg-warn',
  bad: 'border-bad bg-bad',
  muted: 'border-muted bg-muted',
};

const CLASSES: Record<Tone, string> = {
  good: 'text-good',
  accent: 'text-accent',
  warn: 'text-warn',
  bad: 'text-bad',
  muted: 'text-muted',
};

type BadgeProps = {
  tone: Tone;
  hollow?: boolean | undefined;
  title?: string | undefined;
  children: ReactNode;
};

/** A dot and words. The words carry the meaning; a hollow dot says that more will come. */
export function Badge({ tone, hollow = false, title, children }: BadgeProps) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${CLASSES[tone]}`} title={title}>
      <span
        aria-hidden="true"
        className={`size-2 flex-none rounded-full border-[1.5px] ${DOTS[tone]} ${hollow ? 'bg-transparent' : ''}`}
      />
      {children}
    </span>
  );
}
