import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';

/** Proves the whole integration of the account, by one press. */
export function BeginCheck({ label = 'Check the integration' }: { label?: string }) {
  return (
    <AccountForm action="/integration-checks">
      <Button tone="primary">{label}</Button>
    </AccountForm>
  );
}
