import { Link } from '@remix-run/react';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { seen } from '../../ui/lists/columns-menu.tsx';
import { NothingOpen } from '../../ui/lists/nothing-open.tsx';
import { type Column, type FootLine, Table } from '../../ui/lists/table.tsx';
import { type Amount, Money } from '../../ui/values/money.tsx';
import { visible } from '../../ui/values/visible.ts';
import { BESIDE_PREVIEW, type ListedRow } from './columns.tsx';
import type { WorkListAddress } from './filter.server.ts';
import { useResolving } from './use-resolving.ts';

/** What all that match have at risk; null where there are too many to sum. */
export type AtRisk = { amounts: readonly Amount[]; unknown: number } | null;

type WorkTableProps = {
  rows: readonly ListedRow[];
  columns: readonly Column<ListedRow>[];
  hidden: readonly string[];
  params: Pick<WorkListAddress, 'mode' | 'state'>;
  mayResolve: boolean;
  /** Those that were ticked when the form of the ticked ones was refused. */
  ticked: readonly string[] | undefined;
  /** What stands first. */
  order: string;
  /** What the address of one of them says of this list, so that its page leads back. */
  inList: string;
  atRisk: AtRisk;
  /** Whether the list is of all that are unresolved. */
  isOfAll: boolean;
  /** The one that is shown beside the list; then a row leads to its preview. */
  previewed: bigint | undefined;
  previewHref: (id: bigint) => string;
};

/** The rows of the work list. */
export function WorkTable(props: WorkTableProps) {
  const {
    rows,
    columns,
    hidden,
    params,
    mayResolve,
    ticked,
    order,
    inList,
    atRisk,
    isOfAll,
    previewed,
    previewHref,
  } = props;
  const resolving = useResolving();
  const isPreviewed = previewed !== undefined;
  return (
    <Table
      caption={`Discrepancies, ${order}`}
      emptyText="No discrepancies match"
      emptyHint={isOfAll ? <NothingOpen /> : <Link to="/discrepancies">Show all that are unresolved</Link>}
      rows={rows}
      foot={footOf(atRisk)}
      rowKey={({ id }) => id.toString()}
      rowHref={({ id }) =>
        isPreviewed ? previewHref(id) : `/discrepancies/${id}?mode=${params.mode}${inList}`
      }
      currentKey={previewed?.toString()}
      leaving={staysInList(params.state) ? undefined : resolving}
      selectable={
        mayResolve
          ? {
              form: 'bulk',
              name: 'selected',
              ticked,
              sort: ({ kind }) => kind,
              money: ({ atRisk }) => atRisk,
              label: ({ kind, subject }) => `${kindLabel(kind)} of ${visible(subject)}`,
            }
          : undefined
      }
      columns={
        isPreviewed ? columns.filter(({ key }) => BESIDE_PREVIEW.includes(key)) : seen(columns, hidden)
      }
    />
  );
}

function footOf(atRisk: AtRisk): FootLine[] {
  const { amounts, unknown } = atRisk ?? { amounts: [], unknown: 0 };
  const sums = amounts.map((amount) => ({
    label: `Sum of all, ${amount.currency}`,
    cells: { risk: <Money amount={amount} /> },
  }));
  if (unknown === 0) return sums;
  return [...sums, { label: 'Money at risk not known', cells: { risk: `of ${unknown}` } }];
}

/** Whether a list of this state goes on to show what was resolved. */
function staysInList(state: string): boolean {
  return state === 'resolved' || state === 'all';
}
