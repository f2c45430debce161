import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mailChoices } from '#identity/people/mail-choices.ts';
import { personById } from '#identity/people/people.ts';
import { recoveryCodesLeft } from '#identity/people/second-factor.ts';
import { settings } from '#identity/people/security-settings.ts';
import { chosenStartPage, startPageOfRole } from '#identity/people/start-page.ts';
import { sessionsOf } from '#identity/sessions/sessions.ts';
import { requirePerson } from '../../access/access.server.ts';
import { deviceName } from '../../access/device-name.server.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { MailsForm } from './mails-form.tsx';
import { NameForm } from './name-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor-section.tsx';
import { Sessions } from './sessions.tsx';
import { StartPageForm } from './start-page-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Your account · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, email, label, role, sessionId } = await requirePerson(request, context, 'self.manage');
  const { sql, mailer } = context;
  const [{ name, hasSecondFactor }, all, codesLeft, { adminsNeedSecondFactor }, chosen, choices] =
    await Promise.all([
      personById(sql, id),
      sessionsOf(sql, id),
      recoveryCodesLeft(sql, id),
      settings(sql),
      chosenStartPage(sql, id),
      mailChoices(sql, id),
    ]);
  const sessions = all.map(({ userAgent, ...session }) => ({ ...session, device: deviceName(userAgent) }));
  const mayRemove = !(role === 'admin' && adminsNeedSecondFactor);
  const startPage = { chosen, ofRole: startPageOfRole(role), role };
  const mails = { ...choices, hasMail: mailer !== null };
  return {
    ...{ email, label, name, role, sessionId, hasSecondFactor, sessions, codesLeft, mayRemove, startPage },
    mails,
  };
}

export default function Me() {
  const { email, label, name, role, sessionId, ...of } = useLoaderData<typeof loader>();
  const { hasSecondFactor, sessions, codesLeft, mayRemove, startPage, mails } = of;
  return (
    <>
      <PageHead title="Your account" sub={`${label === email ? '' : `${label} · `}${email} · ${role}`} />
      <ActionNotice>
        <p>The old ones are worth nothing now. These are not shown again.</p>
      </ActionNotice>
      <Section heading="Name">
        <NameForm name={name} />
      </Section>
      <Section heading="Start page">
        <StartPageForm {...startPage} />
      </Section>
      <Section heading="Mail">
        <MailsForm {...mails} />
      </Section>
      <Section heading="Password">
        <PasswordForm email={email} />
      </Section>
      <SecondFactor hasSecondFactor={hasSecondFactor} codesLeft={codesLeft} mayRemove={mayRemove} />
      <Sessions sessions={sessions} own={sessionId} />
    </>
  );
}
