import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { BothSides } from '#reconciliation/books/invoice.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Status } from '../../ui/values/status.tsx';

type SameReferenceProps = { siblings: BothSides['siblings']; mode: Mode | undefined };

/** The other invoices of an order; nothing where there are none. */
export function SameReference({ siblings, mode }: SameReferenceProps) {
  if (siblings.length === 0) return null;
  return (
    <Section heading="Other invoices of this reference">
      <ul className="flex flex-col gap-1">
        {siblings.map(({ id, status }) => (
          <li key={id} className="flex gap-4">
            <Link className="font-mono" to={`/invoices/${encodeURIComponent(id)}?mode=${mode}`}>
              <Foreign text={id} />
            </Link>
            <Status status={status} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
