import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';

/** Asks Paymega about the payment now. */
export function CheckButton({ action }: { action: string }) {
  return (
    <AccountForm action={action}>
      <Button>Ask Paymega now</Button>
    </AccountForm>
  );
}
