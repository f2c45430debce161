import { Link } from '@remix-run/react';
import type { ShownLine } from '#reconciliation/statements/statement-files.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Badge, type Tone } from '../../ui/values/badge.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Money } from '../../ui/values/money.tsx';

const STATES: Readonly<Record<NonNullable<ShownLine['state']>, readonly [Tone, string]>> = {
  matched: ['good', 'Matched'],
  grouped: ['good', 'Matched with several'],
  differs: ['bad', 'Differs'],
  only_in_statement: ['bad', 'Only here'],
};

/** The lines of a statement, each with the invoices it was matched with and what differs. */
export function LineTable({ lines, mode }: { lines: readonly ShownLine[]; mode: string }) {
  return (
    <Table
      caption="Lines of the statement"
      emptyText="It has no lines"
      emptyHint="A day without payments has a statement, too."
      rows={lines}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'line', header: 'Line', render: ({ line }) => line },
        { key: 'day', header: 'Day', render: ({ day }) => <span className="font-mono">{day}</span> },
        { key: 'type', header: 'Type', render: ({ type, status }) => labelOf(status ?? type) },
        {
          key: 'amount',
          header: 'Amount',
          align: 'right',
          render: ({ amount }) => <Money amount={amount} />,
        },
        { key: 'fee', header: 'Fee', align: 'right', render: ({ fee }) => <Money amount={fee} /> },
        {
          key: 'balance',
          header: 'Balance',
          align: 'right',
          render: ({ balance }) => <Money amount={balance} />,
        },
        { key: 'match', header: 'Match', render: (line) => <Match line={line} mode={mode} /> },
        { key: 'invoice', header: 'Invoice', render: (line) => <Invoices line={line} mode={mode} /> },
        {
          key: 'words',
          header: 'Description',
          hideOnPhone: true,
          render: ({ description }) => <Foreign text={description} />,
        },
      ]}
    />
  );
}

function Match({ line: { state, discrepancyIds }, mode }: { line: ShownLine; mode: string }) {
  if (state === null) return <span className="text-muted">Not compared</span>;
  const [tone, words] = STATES[state];
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      {discrepancyIds.map((id) => (
        <span key={id.toString()}>
          {' '}
          <Link to={`/discrepancies/${id}?mode=${mode}`}>discrepancy {id.toString()}</Link>
        </span>
      ))}
    </>
  );
}

function Invoices({
  line: { matched, state, invoiceId, referenceId },
  mode,
}: {
  line: ShownLine;
  mode: string;
}) {
  if (state === 'only_in_statement' || matched.length === 0)
    return <Foreign className="font-mono break-all" text={invoiceId ?? referenceId} />;
  return matched.map((id) => (
    <span key={id} className="block">
      <Link className="font-mono break-all" to={`/invoices/${encodeURIComponent(id)}?mode=${mode}`}>
        <Foreign text={id} />
      </Link>
    </span>
  ));
}
