import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { accounts } from '#identity/accounts/accounts.ts';
import { changePerson, personById } from '#identity/people/people.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { rowId, smallIdParam } from '../../forms/form.ts';
import { PERSON_NAME } from '../../forms/person-name.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { PersonForm } from './person-form.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Person · Counterfoil' }];

const Change = z.object({
  name: PERSON_NAME.optional(),
  role: z.enum(ROLES, 'choose a role'),
  access: z.enum(['all', 'some'], 'choose what they see'),
  accounts: z.array(rowId, 'one of these accounts does not exist').max(1000),
  isDisabled: z.literal('on').optional().transform(Boolean),
});

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'people.manage');
  const person = await personById(context.sql, smallIdParam(params.id));
  const all = await accounts(context.sql);
  return { person, accounts: all.map(({ id, name }) => ({ id, name })) };
}

/** Changes what somebody may do and see. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admin = await requirePerson(request, context, 'people.manage');
  const id = smallIdParam(params.id);
  return answerForm(
    await request.formData(),
    { schema: Change, secret: [], at: { name_taken: 'name' } },
    async (given) => {
      const { name, role, access, isDisabled } = given;
      const change = { name, role, isDisabled, accounts: access === 'all' ? null : given.accounts };
      await changePerson(context.sql, actorOf(admin, context), id, change);
      return { message: 'Changed. It takes effect with their next request.' };
    },
  );
}

export default function Person() {
  const { person, accounts: all } = useLoaderData<typeof loader>();
  const address = `/settings/people/${person.id}`;
  return (
    <>
      <PageHead title={person.label} sub={`${person.email} · ${stateOf(person)}`} />
      <SettingsNav isAdmin />
      <ActionNotice>
        <p>It works once, for an hour, and is not shown again.</p>
      </ActionNotice>
      <PersonForm person={person} accounts={all} />
      <Section heading="Sign-in">
        <div className="flex flex-wrap gap-2">
          <ActForm action={`${address}/password-links`}>
            <Button>Make a password link</Button>
          </ActForm>
          <Form method="post" action={`${address}/sessions`}>
            <Button>End all sessions</Button>
          </Form>
          {person.hasSecondFactor ? (
            <Form method="post" action={`${address}/second-factor`}>
              <Button tone="danger">Remove the second factor</Button>
            </Form>
          ) : null}
        </div>
      </Section>
    </>
  );
}

function stateOf({ disabledAt, sessions }: { disabledAt: Date | null; sessions: number }): string {
  return disabledAt ? 'disabled' : pluralize(sessions, 'session');
}
