import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';

type CheckNowProps = { invoiceId: string; account: string; here: string };

/** Asks Paymega about the invoice of a callback, of the account that the callback is of, and comes back. */
export function CheckNow({ invoiceId, account, here }: CheckNowProps) {
  const query = new URLSearchParams({ account });
  return (
    <ActForm action={`/invoices/${encodeURIComponent(invoiceId)}/status-checks?${query}`}>
      <input type="hidden" name="to" value={here} />
      <Button data-key="r">Check status now</Button>
    </ActForm>
  );
}
