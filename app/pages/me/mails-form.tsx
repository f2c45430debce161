import { Link } from '@remix-run/react';
import type { MailChoices } from '#identity/people/mail-choices.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';

type MailsFormProps = MailChoices & { hasMail: boolean };

/** What somebody is told of by mail, beside the alerts that they chose. */
export function MailsForm({ assignments, mentions, hasMail }: MailsFormProps) {
  return (
    <ActForm action="/me/mails" className="flex flex-col gap-3">
      {hasMail ? null : (
        <p className="text-warn">
          No mail server is configured (SMTP_URL): what is chosen here is kept, and nothing is sent.
        </p>
      )}
      <label className="flex items-center gap-2">
        <input type="checkbox" name="assignments" defaultChecked={assignments} />
        When somebody gives me a discrepancy to review
      </label>
      <label className="flex items-center gap-2">
        <input type="checkbox" name="mentions" defaultChecked={mentions} />
        When a note of a discrepancy names me with an @
      </label>
      <p className="text-muted">
        Mail of alerts is chosen under <Link to="/alerts">Alerts</Link>.
      </p>
      <Button className="w-fit">Keep</Button>
    </ActForm>
  );
}
