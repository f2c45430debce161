import { useActionData } from '@remix-run/react';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import type { FormAnswer } from '../../forms/form-answer.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { BulkActs } from './bulk-acts.tsx';
import type { ListedRow } from './columns.tsx';
import type { WorkListAddress } from './filter.server.ts';
import { Preview } from './preview.tsx';
import { type AtRisk, WorkTable } from './work-table.tsx';

type WorkListProps = {
  rows: readonly ListedRow[];
  columns: readonly Column<ListedRow>[];
  hidden: readonly string[];
  params: Pick<WorkListAddress, 'mode' | 'state'>;
  inList: string;
  /** What all that match have at risk. */
  atRisk: AtRisk;
  /** What stands first. */
  order: string;
  /** Whether the list is of all that are unresolved. */
  isOfAll: boolean;
  /** The one that is shown beside the list. */
  preview: DiscrepancyRow | null;
  /** The list with that one beside it, or with none. */
  previewHref: (id?: bigint) => string;
  zone: string;
  /** The address of the list, and what it says of it, by which acts on its rows find back. */
  here: string;
  search: string;
  mayResolve: boolean;
  mayCheck: boolean;
  reviewers: readonly { id: number; label: string }[];
};

/** The discrepancies one by one, what can be done with the ticked ones, and one of them beside the list. */
export function WorkList(props: WorkListProps) {
  const { preview, here, search, zone, mayCheck, reviewers, ...table } = props;
  const { rows, mayResolve, previewHref } = table;
  // What was refused is told also where nothing is left that could be ticked.
  const wrong = useActionData<FormAnswer>()?.wrong;
  const place = rows.findIndex(({ id }) => id === preview?.id);
  const next = place === -1 ? undefined : (rows[place + 1] ?? rows[place - 1]);
  return (
    <>
      <div className={preview ? 'grid items-start gap-4 xl:grid-cols-[minmax(0,11fr)_minmax(0,9fr)]' : ''}>
        <WorkTable {...table} ticked={wrong?.typed.selected} previewed={preview?.id} />
        {preview ? (
          <Preview
            item={preview}
            inList={table.inList}
            {...{ here, search, zone, mayResolve, mayCheck, reviewers }}
            closeHref={previewHref()}
            nextHref={previewHref(next?.id)}
          />
        ) : null}
      </div>
      {mayResolve && (rows.length > 0 || wrong) ? (
        <BulkActs {...{ here, search, reviewers, mayCheck }} />
      ) : null}
    </>
  );
}
