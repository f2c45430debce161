import type { TimelineEntry } from '#reconciliation/books/timeline.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Timeline } from '../../ui/values/timeline.tsx';
import { timelineEntry } from '../invoices/timeline-entry.tsx';

type CallbacksProps = {
  invoice: { id: string; account: string };
  entries: readonly TimelineEntry[];
  zone: string;
};

/** What Paymega sent about the invoice of a discrepancy, with the verdict on each, or why it was refused. */
export function Callbacks({ invoice, entries, zone }: CallbacksProps) {
  return (
    <Section heading="Callbacks about it">
      {entries.length > 0 ? (
        <Timeline zone={zone} entries={entries.map((entry) => timelineEntry(invoice, entry))} />
      ) : (
        <p>No callback about it ever came.</p>
      )}
    </Section>
  );
}
