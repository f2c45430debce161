import { Fragment, type ReactNode } from 'react';
import type { Evidence as EvidenceShape } from '#reconciliation/discrepancies/list.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Comparison } from '../../ui/values/comparison.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { groupedDecimal } from '../../ui/values/grouped-amount.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';

type Show = (text: string, zone: string) => ReactNode;

const plain: Show = (text) => <Foreign text={text} />;
const amount: Show = (text) => <span className="font-mono tabular-nums">{groupedDecimal(text)}</span>;

const FIELDS: Record<string, Show> = {
  status: (text) => <Status status={text} />,
  resolution: labelOf,
  mode: labelOf,
  reference_id: (text) => <Foreign className="font-mono" text={text} />,
  currency: plain,
  ...{ amount, payment_amount: amount, fee: amount, deposit: amount },
  ...{ processed_amount: amount, processed_fee: amount, processed_deposit: amount },
  ...{ refunded_amount: amount, charged_back_amount: amount },
  updated: (text, zone) => <Time at={text} zone={zone} />,
};

type EvidenceProps = { evidence: EvidenceShape; zone: string };

/** Both sides as they were when a run last compared them; nothing where neither said anything. */
export function Evidence({ evidence, zone }: EvidenceProps) {
  return (
    <>
      <BothSides evidence={evidence} zone={zone} />
      {evidence.statement ? (
        <OfStatement statement={evidence.statement} fields={evidence.fields ?? []} zone={zone} />
      ) : null}
    </>
  );
}

function BothSides({ evidence: { ours, theirs }, zone }: EvidenceProps) {
  const fields = Object.entries(FIELDS).filter(([field]) => ours?.[field] ?? theirs?.[field]);
  if (fields.length === 0) return null;
  const asText = (text: string | undefined, show: Show) => (text === undefined ? '—' : show(text, zone));
  return (
    <Section heading="Evidence, as it was last compared" flush>
      <Comparison
        rows={fields.map(([field, show]) => ({
          label: labelOf(field),
          ours: asText(ours?.[field], show),
          theirs: asText(theirs?.[field], show),
          differs: Boolean(ours && theirs) && ours?.[field] !== theirs?.[field],
        }))}
        oursNote={ours ? undefined : 'not in our book'}
        theirsNote={theirs ? undefined : 'not in Paymega’s book'}
      />
    </Section>
  );
}

type OfStatementProps = { statement: Record<string, string>; fields: readonly string[]; zone: string };

/** The third book: what the lines of the statement say together. */
function OfStatement({ statement, fields, zone }: OfStatementProps) {
  return (
    <Section heading="What the statement says">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {Object.entries(statement).map(([field, text]) => (
          <Fragment key={field}>
            <dt className="text-muted">{labelOf(field)}</dt>
            <dd className={fields.includes(field) ? 'font-semibold text-bad' : undefined}>
              {(FIELDS[field] ?? plain)(text, zone)}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  );
}
