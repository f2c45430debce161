import { Link } from '@remix-run/react';
import type { Standing, Witness } from '#reconciliation/test-payments/confirmation.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Badge } from '../../ui/values/badge.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';

const NAMES: Readonly<Record<Witness['name'], string>> = {
  gateway: 'The gateway’s answer',
  callback: 'The callback',
  check_by_id: 'Status check by id',
  check_by_reference: 'Status check by reference',
  run: 'A run',
};

type OutcomeTableProps = { standing: Pick<Standing, 'witnesses' | 'refusedCallback'>; zone: string };

/** Which of the five have told the outcome, when, and whether our book says the same. */
export function OutcomeTable({ standing: { witnesses, refusedCallback }, zone }: OutcomeTableProps) {
  return (
    <Table
      caption="Who has told the outcome"
      emptyText="Nobody yet"
      rows={witnesses}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', header: 'Source', render: ({ name }) => NAMES[name] },
        { key: 'status', header: 'Said', render: (witness) => <Said witness={witness} /> },
        {
          key: 'agrees',
          header: 'As our book',
          render: (witness) => <Agrees witness={witness} refusedCallback={refusedCallback} />,
        },
        { key: 'at', header: 'When', align: 'right', render: ({ at }) => <Time at={at} zone={zone} /> },
      ]}
    />
  );
}

function Said({ witness: { name, note, status } }: { witness: Witness }) {
  if (name === 'run' && note) return <Link to={`/runs/${note}`}>Run {note}</Link>;
  return <Status status={status} />;
}

function Agrees({ witness, refusedCallback }: { witness: Witness; refusedCallback: string | null }) {
  if (witness.name === 'callback' && witness.at === null && refusedCallback)
    return <Badge tone="bad">Came and was refused: {refusedCallback}</Badge>;
  if (witness.at === null)
    return (
      <Badge tone="muted" hollow>
        {witness.name === 'run' ? 'No run has covered it yet' : 'Has not come yet'}
      </Badge>
    );
  if (witness.agrees === null) return <span className="text-muted">—</span>;
  return witness.agrees ? <Badge tone="good">Yes</Badge> : <Badge tone="bad">No</Badge>;
}
