import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { accounts } from '#identity/accounts/accounts.ts';
import { invite } from '#identity/people/invite.ts';
import { people } from '#identity/people/people.ts';
import { settings } from '#identity/people/security-settings.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { lockouts } from '#identity/sessions/lockouts.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PERSON_NAME } from '../../forms/person-name.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { Lockouts } from './lockouts.tsx';
import { RoleField } from './role-field.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'People · Counterfoil' }];

const LOCKOUTS_SHOWN = 50;
const Invitation = z.object({
  email: z.email('this is no e-mail address').max(200, 'at most 200 characters'),
  name: PERSON_NAME.optional(),
  role: z.enum(ROLES, 'choose a role'),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'people.manage');
  const { sql } = context;
  const names = new Map((await accounts(sql)).map(({ id, name }) => [id, name]));
  const rows = (await people(sql)).map(({ accounts: seen, ...person }) => ({
    ...person,
    sees: seen === null ? 'all' : seen.map((id) => names.get(id)).join(', ') || 'none',
  }));
  return { rows, ...(await settings(sql)), locked: await lockouts(sql, LOCKOUTS_SHOWN) };
}

/** Adds somebody, and shows once the link by which they set their password. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'people.manage');
  const { sql, publicUrl } = context;
  const rules = { schema: Invitation, secret: [], at: { email_taken: 'email', name_taken: 'name' } };
  return answerForm(await request.formData(), rules, async (given) => {
    const secret = await invite(sql, actorOf(person, context), given);
    const message = `${given.email} is added. Give them this link:`;
    return { message, secrets: [`${publicUrl}/password/${secret}`] };
  });
}

export default function People() {
  const { rows, adminsNeedSecondFactor, locked } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="People" sub="Who may sign in, and what they may do" />
      <SettingsNav isAdmin />
      <ActionNotice>
        <p>It works once, for three days, and is not shown again.</p>
      </ActionNotice>
      <Section heading="Add somebody">
        <ActForm action="/settings/people" className="flex flex-col items-start gap-3">
          <div className="flex flex-wrap gap-3">
            <Field name="email" label="E-mail" type="email" required />
            <Field name="name" label="Name" maxLength={100} />
            <RoleField />
          </div>
          <Button tone="primary">Add</Button>
        </ActForm>
      </Section>
      <Table
        caption="People"
        emptyText="Nobody"
        rows={rows}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/settings/people/${id}`}
        columns={[
          { key: 'name', header: 'Name', render: ({ label }) => label },
          { key: 'email', header: 'E-mail', render: ({ email }) => email },
          { key: 'role', header: 'Role', render: ({ role }) => role },
          { key: 'sees', header: 'Sees', render: ({ sees }) => sees },
          {
            key: 'factor',
            header: 'Second factor',
            render: ({ hasSecondFactor }) => (hasSecondFactor ? 'yes' : 'no'),
          },
          {
            key: 'seen',
            header: 'Last seen, UTC',
            render: ({ lastSeenAt }) => <Time at={lastSeenAt} zone="UTC" />,
          },
          { key: 'state', header: 'State', render: stateOf },
        ]}
      />
      <Section heading="Second factor">
        <Form method="post" action="/settings/second-factor" className="flex flex-wrap items-center gap-3">
          <label className="flex items-center gap-2">
            <input type="checkbox" name="adminsNeedSecondFactor" defaultChecked={adminsNeedSecondFactor} />
            Admins must sign in with a second factor; who has none is signed out, and enrols one at the next
            sign-in
          </label>
          <Button>Save</Button>
        </Form>
      </Section>
      <Lockouts rows={locked} />
    </>
  );
}

function stateOf({ disabledAt, lastSeenAt }: { disabledAt: Date | null; lastSeenAt: Date | null }): string {
  if (disabledAt) return 'disabled';
  return lastSeenAt ? 'active' : 'invited';
}
