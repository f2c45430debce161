import { Link } from '@remix-run/react';
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
      <p className="text-muted">
        Mail of discrepancies that you are given, or named in, is chosen under{' '}
        <Link to="/me">your account</Link>.
      </p>
      <Button className="w-fit">Keep</Button>
    </AccountForm>
  );
}
