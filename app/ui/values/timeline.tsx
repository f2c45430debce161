import { Link, useFetcher } from '@remix-run/react';
import { CircleQuestionMark, Inbox, Plus, RefreshCw, TriangleAlert, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { KeptBody } from '#reconciliation/books/kept-bodies.ts';
import { KeptBodyView } from './kept-body.tsx';
import { Verdict } from './status.tsx';
import { Time } from './time.tsx';

const KINDS = {
  callback: { label: 'Callback', Icon: Inbox },
  status_check: { label: 'Status check', Icon: CircleQuestionMark },
  run: { label: 'Run', Icon: RefreshCw },
  person: { label: 'Person', Icon: UserRound },
  creation: { label: 'Creation', Icon: Plus },
  discrepancy: { label: 'Discrepancy', Icon: TriangleAlert },
} as const;

export type TimelineEntry = {
  at: Date;
  kind: keyof typeof KINDS;
  title: ReactNode;
  detail?: ReactNode;
  verdict?: string | null | undefined;
  /** Where the text that came or went is shown; loaded only when it is asked for. */
  bodyAt?: string | null | undefined;
};

type TimelineProps = { entries: readonly TimelineEntry[]; zone: string };

/** Everything that was ever heard or done, in the order given. */
export function Timeline({ entries, zone }: TimelineProps) {
  return (
    <ol className="flex flex-col">
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may share everything, and the list is only read
        <TimelineItem key={index} entry={entry} zone={zone} />
      ))}
    </ol>
  );
}

function TimelineItem({ entry, zone }: { entry: TimelineEntry; zone: string }) {
  const { label, Icon } = KINDS[entry.kind];
  return (
    <li className="group relative flex gap-3 pb-3 last:pb-0">
      <span
        aria-hidden="true"
        className="absolute top-6 bottom-0 left-[0.6875rem] w-px bg-line group-last:hidden"
      />
      <span className="z-1 flex size-6 flex-none items-center justify-center rounded-full border border-line bg-raised text-muted">
        <Icon aria-hidden="true" className="size-3.5" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-muted">
            <Time at={entry.at} zone={zone} />
          </span>
          <span className="text-xs text-muted">{label}</span>
          {entry.verdict ? <Verdict verdict={entry.verdict} /> : null}
        </div>
        <p className="font-medium">{entry.title}</p>
        {entry.detail ? <div className="text-muted">{entry.detail}</div> : null}
        {entry.bodyAt ? <Body at={entry.bodyAt} zone={zone} /> : null}
      </div>
    </li>
  );
}

/** A body, fetched when it is opened; without scripts a link leads to a page that shows it. */
function Body({ at, zone }: { at: string; zone: string }) {
  const { load, data } = useFetcher<{ body: KeptBody; file: string }>();
  return (
    <details
      className="mt-1"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && data === undefined) load(at);
      }}
    >
      <summary data-key="b" className="w-fit text-accent">
        Body
      </summary>
      {data ? (
        <KeptBodyView body={data.body} zone={zone} />
      ) : (
        <Link to={at}>Show it on a page of its own</Link>
      )}
      {data && data.body.text !== null ? (
        <a href={data.file} download>
          Download as kept
        </a>
      ) : null}
    </details>
  );
}
