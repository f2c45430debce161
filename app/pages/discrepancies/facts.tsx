import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { FAULTS } from '#reconciliation/discrepancies/faults.ts';
import { CAUSES } from '#reconciliation/discrepancies/kinds.ts';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { Foreign } from '../../ui/values/foreign.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { localTime } from '../../ui/values/local-time.ts';
import { Money } from '../../ui/values/money.tsx';
import { DiscrepancyState, Severity } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';

type FactsProps = { item: DiscrepancyRow; zone: string };

/** What a discrepancy is, in a few lines. */
export function Facts({ item, zone }: FactsProps) {
  const { words, fault, paid_twice_with: twin } = item.evidence;
  const invoice = (id: string) => (
    <Link className="font-mono break-all" to={`/invoices/${encodeURIComponent(id)}?mode=${item.mode}`}>
      <Foreign text={id} />
    </Link>
  );
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      <Fact name="Subject">
        {item.invoiceId ? (
          invoice(item.invoiceId)
        ) : (
          <Foreign className="font-mono break-all" text={item.subject} />
        )}
      </Fact>
      <Fact name="Reference">
        <Foreign className="font-mono break-all" text={item.referenceId} />
      </Fact>
      <Fact name="State">
        <DiscrepancyState state={item.state} resolution={item.resolution} />
        {item.assignee ? ` ${item.assignee}` : ''}
      </Fact>
      <Fact name="Severity">
        <Severity level={item.severity} />
      </Fact>
      <Fact name="At risk">
        <Money amount={item.atRisk} />
      </Fact>
      <Fact name="Cause">
        {item.cause ? (CAUSES[item.cause as keyof typeof CAUSES] ?? item.cause) : 'not known'}
      </Fact>
      <Fact name="Business day">
        <BusinessDay item={item} zone={zone} />
      </Fact>
      <Fact name="Opened">
        <Time at={item.openedAt} zone={zone} />
      </Fact>
      <Fact name="Last seen">
        <Time at={item.lastSeenAt} zone={zone} />
      </Fact>
      {twin ? <Fact name="Paid before by">{invoice(twin)}</Fact> : null}
      {fault ? <Fact name="What contradicts">{FAULTS[fault] ?? labelOf(fault)}</Fact> : null}
      {words ? (
        <Fact name="Why">
          <Foreign text={words} />
        </Fact>
      ) : null}
      {item.note ? <Fact name="Note">{item.note}</Fact> : null}
    </dl>
  );
}

/** The day that the payment was created on, by its report. */
function BusinessDay({ item: { invoiceCreatedAt, account, mode }, zone }: FactsProps) {
  const day = localTime(invoiceCreatedAt, zone).slice(0, 10);
  return <Link to={inMode(`/reports/${day}?account=${encodeURIComponent(account)}`, mode)}>{day}</Link>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 justify-self-start">{children}</dd>
    </>
  );
}
