import type { receivedByCallback, TimelineEntry } from '#reconciliation/books/timeline.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Timeline } from '../../ui/values/timeline.tsx';
import { timelineEntry } from './timeline-entry.tsx';

type HeardProps = {
  /** The invoice, and the account that it is of. */
  id: string;
  account: string;
  zone: string;
  entries: readonly TimelineEntry[];
  callbacks: Awaited<ReturnType<typeof receivedByCallback>>;
};

/** All that was ever heard of an invoice, in order. */
export function Heard({ id, account, zone, entries, callbacks }: HeardProps) {
  return (
    <Section heading="Timeline">
      {callbacks.believed ? null : (
        <p className="mb-3 text-warn">
          {callbacks.refused
            ? 'No callback about it was accepted: what came was refused.'
            : 'No callback about it ever came.'}
        </p>
      )}
      <Timeline zone={zone} entries={entries.map((entry) => timelineEntry({ id, account }, entry))} />
    </Section>
  );
}
