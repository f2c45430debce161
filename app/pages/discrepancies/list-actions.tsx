import { PanelRight } from 'lucide-react';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { ColumnsMenu } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import type { Column } from '../../ui/lists/table.tsx';
import type { ListedRow } from './columns.tsx';

type ListActionsProps = {
  columns: readonly Column<ListedRow>[];
  hidden: readonly string[];
  /** The list with a preview, or without the one that it has; null where there is nothing to preview. */
  previewHref: string | null;
  isPreviewed: boolean;
  exportHref: string | null;
  /** What can be done with all that match; null where there is none, or one may not. */
  allHref: string | null;
  /** The proof of all that match, for Paymega's support. */
  proofHref: string | null;
};

/** What can be done with the work list as a whole. */
export function ListActions(props: ListActionsProps) {
  const { columns, hidden, previewHref, isPreviewed, exportHref, allHref, proofHref } = props;
  return (
    <>
      {previewHref ? (
        <ButtonLink
          to={previewHref}
          preventScrollReset
          data-key="v"
          aria-current={isPreviewed ? 'true' : undefined}
        >
          <PanelRight aria-hidden="true" /> Preview
        </ButtonLink>
      ) : null}
      {allHref ? <ButtonLink to={allHref}>Resolve all that match…</ButtonLink> : null}
      <ColumnsMenu list="discrepancies" columns={columns} hidden={hidden} />
      <ExportLinks list="discrepancies" href={exportHref} />
      {proofHref ? (
        <ButtonLink reloadDocument to={proofHref}>
          Proof pack
        </ButtonLink>
      ) : null}
    </>
  );
}
