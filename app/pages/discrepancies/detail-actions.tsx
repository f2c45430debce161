import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { CopyLink } from '../../ui/forms/copy.tsx';
import type { InList } from './detail.server.ts';

type DetailActionsProps = InList & { item: DiscrepancyRow; mayCheck: boolean; here: string };

/**
 * From a discrepancy back to its list, on to the one before or after it, to its invoice, and the question to
 * Paymega.
 */
export function DetailActions(props: DetailActionsProps) {
  const { item, mayCheck, here, listHref, previousHref, nextHref } = props;
  const invoice = item.invoiceId === null ? null : `/invoices/${encodeURIComponent(item.invoiceId)}`;
  return (
    <>
      <ButtonLink to={listHref}>Back to the list</ButtonLink>
      {previousHref ? (
        <ButtonLink to={previousHref} data-key="p">
          Previous
        </ButtonLink>
      ) : null}
      {nextHref ? (
        <ButtonLink to={nextHref} data-key="n">
          Next
        </ButtonLink>
      ) : null}
      <CopyLink to={`/discrepancies/${item.id}?mode=${item.mode}`} />
      {invoice ? <ButtonLink to={`${invoice}?mode=${item.mode}`}>Invoice</ButtonLink> : null}
      {invoice && mayCheck ? (
        <AccountForm action={`${invoice}/status-checks?mode=${item.mode}`}>
          <input type="hidden" name="to" value={here} />
          <Button tone="primary" data-key="r">
            Check status now
          </Button>
        </AccountForm>
      ) : null}
    </>
  );
}
