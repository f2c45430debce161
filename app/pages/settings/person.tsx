import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { accounts } from '#identity/accounts/accounts.ts';
import { createPasswordLink } from '#identity/people/password-links.ts';
import { changePerson, personById } from '#identity/people/people.ts';
import { removeSecondFactor } from '#identity/people/second-factor.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { endSessions } from '#identity/sessions/sessions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { rowId, smallIdParam } from '../../forms/form.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { RoleField } from './role-field.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Person · Counterfoil' }];

const Act = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('change'),
    role: z.enum(ROLES),
    sight: z.enum(['all', 'some']),
    isDisabled: z.literal('on').optional(),
  }),
  z.object({ act: z.literal('link') }),
  z.object({ act: z.literal('end_sessions') }),
  z.object({ act: z.literal('remove_factor') }),
]);

const AccountIds = z.array(rowId).max(1000);
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'people.manage');
  const person = await personById(context.sql, smallIdParam(params.id));
  const all = await accounts(context.sql);
  return { person, accounts: all.map(({ id, name }) => ({ id, name })) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const admin = await requirePerson(request, context, 'people.manage');
  const id = smallIdParam(params.id);
  const form = await request.formData();
  const actor = actorOf(admin, context);
  const { sql, publicUrl } = context;
  return actThenShow(async () => {
    const act = formBy(Act, form);
    switch (act.act) {
      case 'change': {
        const chosen = AccountIds.safeParse(form.getAll('accounts'));
        if (!chosen.success) throw new Refusal('bad_form', 'one of these accounts does not exist');
        await changePerson(sql, actor, id, {
          role: act.role,
          accounts: act.sight === 'all' ? null : chosen.data,
          isDisabled: act.isDisabled === 'on',
        });
        return { message: 'Changed; it holds from their next request on.' };
      }
      case 'link': {
        assertSomebodyElse(admin.id, id);
        const secret = await createPasswordLink(sql, actor, id, 'reset');
        return { message: 'Give them this link:', secrets: [`${publicUrl}/password/${secret}`] };
      }
      case 'end_sessions':
        return { message: `${await endSessions(sql, actor, id, {})} sessions ended.` };
      case 'remove_factor':
        assertSomebodyElse(admin.id, id);
        await removeSecondFactor(sql, id, actor);
        return { message: 'Their second factor is removed.' };
    }
  });
}

/** For oneself this asks for the password, on a page of its own: a screen left open must not be enough. */
function assertSomebodyElse(own: number, id: number): void {
  if (own === id)
    throw new Refusal('own_page', 'for yourself do this under your own account, with your password');
}

export default function Person() {
  const { person, accounts: all } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead title={person.email} sub={person.disabledAt ? 'disabled' : `${person.sessions} sessions`} />
      <SettingsNav isAdmin />
      <ActionNotice answer={answer}>
        <p>It works once, for an hour, and is not shown again.</p>
      </ActionNotice>
      <Section heading="What they may do and see">
        <Form method="post" className="flex flex-col items-start gap-3">
          <RoleField role={person.role} />
          <fieldset className="flex flex-col gap-1">
            <legend className="font-medium">Accounts</legend>
            <label className="flex items-center gap-2">
              <input type="radio" name="sight" value="all" defaultChecked={person.accounts === null} />
              All, and those that are added later
            </label>
            <label className="flex items-center gap-2">
              <input type="radio" name="sight" value="some" defaultChecked={person.accounts !== null} />
              Only these:
            </label>
            {all.map(({ id, name }) => (
              <label key={id} className="ml-6 flex items-center gap-2">
                <input
                  type="checkbox"
                  name="accounts"
                  value={id}
                  defaultChecked={person.accounts?.includes(id) ?? false}
                />
                {name}
              </label>
            ))}
          </fieldset>
          <label className="flex items-center gap-2">
            <input type="checkbox" name="isDisabled" defaultChecked={person.disabledAt !== null} />
            Disabled: signed out, and may not sign in
          </label>
          <Button name="act" value="change" tone="primary">
            Save
          </Button>
        </Form>
      </Section>
      <Section heading="Sign-in">
        <Form method="post" className="flex flex-wrap gap-2">
          <Button name="act" value="link">
            Make a password link
          </Button>
          <Button name="act" value="end_sessions">
            End all sessions
          </Button>
          {person.hasSecondFactor ? (
            <Button name="act" value="remove_factor" tone="danger">
              Remove the second factor
            </Button>
          ) : null}
        </Form>
      </Section>
    </>
  );
}
