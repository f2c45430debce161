import type { Evidence as EvidenceShape } from '#reconciliation/discrepancies/list.ts';
import { Section } from '../../ui/section.tsx';
import { Sides } from '../../ui/sides.tsx';
import { wordsOf } from '../../ui/words-of.ts';

const FIELDS = [
  'status',
  'resolution',
  'mode',
  'reference_id',
  'currency',
  'amount',
  'payment_amount',
  'fee',
  'deposit',
  'processed_amount',
  'processed_fee',
  'processed_deposit',
  'refunded_amount',
  'charged_back_amount',
  'updated',
];

/** Both sides as they were when a run last compared them; nothing where neither said anything. */
export function Evidence({ evidence: { ours, theirs } }: { evidence: EvidenceShape }) {
  const fields = FIELDS.filter((field) => ours?.[field] ?? theirs?.[field]);
  if (fields.length === 0) return null;
  return (
    <Section heading="Evidence, as it was last compared" flush>
      <Sides
        rows={fields.map((field) => ({
          label: wordsOf(field),
          ours: ours?.[field] ?? '—',
          theirs: theirs?.[field] ?? '—',
          differs: Boolean(ours && theirs) && ours?.[field] !== theirs?.[field],
        }))}
        oursNote={ours ? undefined : 'not in our book'}
        theirsNote={theirs ? undefined : 'not in Paymega’s book'}
      />
    </Section>
  );
}
