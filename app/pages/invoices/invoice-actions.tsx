import { useNavigation } from '@remix-run/react';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';

type InvoiceActionsProps = { id: string; account: string; mayCheck: boolean; mayExport: boolean };

/** What can be done with one invoice: hand on the proof of it, and ask Paymega. */
export function InvoiceActions({ id, account, mayCheck, mayExport }: InvoiceActionsProps) {
  const isAsking = useNavigation().formAction?.includes('/status-checks') ?? false;
  const path = `/invoices/${encodeURIComponent(id)}`;
  return (
    <>
      {mayExport ? (
        <ButtonLink reloadDocument to={`${path}/proof?${new URLSearchParams({ account })}`}>
          Proof pack
        </ButtonLink>
      ) : null}
      {mayCheck ? (
        <AccountForm action={`${path}/status-checks`}>
          <Button tone="primary" busy={isAsking} data-key="r">
            Check status now
          </Button>
        </AccountForm>
      ) : null}
    </>
  );
}
