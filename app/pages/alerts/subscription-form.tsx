import type { OwnAlerts } from '#reconciliation/alerts/own-alerts.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { RuleBoxes } from './rule-boxes.tsx';

/** What somebody wants to be told of themselves, beside the channels of the account. */
export function SubscriptionForm({ own, hasMail }: { own: OwnAlerts; hasMail: boolean }) {
  return (
    <AccountForm action="/alerts/subscription" className="flex flex-col gap-3">
      {hasMail ? null : (
        <p className="text-warn">
          No mail server is configured (SMTP_URL): what is chosen here is kept, and nothing is sent.
        </p>
      )}
      <RuleBoxes legend="Alerts of this account" ticked={own.rules} />
      <label className="flex items-center gap-2">
        <input type="checkbox" name="assignments" defaultChecked={own.assignments} />
        When somebody gives me a discrepancy to review (of every account)
      </label>
      <Button className="w-fit">Keep</Button>
    </AccountForm>
  );
}
