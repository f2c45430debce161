import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES = {
  good: { look: 'border-good bg-good-soft', ink: 'text-good', Icon: CircleCheck },
  info: { look: 'border-accent bg-accent-soft', ink: 'text-accent', Icon: Info },
  warn: { look: 'border-warn bg-warn-soft', ink: 'text-warn', Icon: TriangleAlert },
  bad: { look: 'border-bad bg-bad-soft', ink: 'text-bad', Icon: CircleAlert },
} as const;

type NoticeProps = { tone?: keyof typeof TONES | undefined; title?: ReactNode; children?: ReactNode };

/** Something a person should read now; what is bad interrupts a screen reader, the rest waits its turn. */
export function Notice({ tone = 'info', title, children }: NoticeProps) {
  const { look, ink, Icon } = TONES[tone];
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`flex items-start gap-2 rounded-md border-l-4 px-3 py-2 ${look}`}
    >
      <Icon aria-hidden="true" className={`mt-0.5 size-4 flex-none ${ink}`} />
      <div className="min-w-0">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}
