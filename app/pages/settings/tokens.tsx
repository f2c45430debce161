import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { accounts } from '#identity/accounts/accounts.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { createToken, revokeToken, tokens } from '#identity/sessions/tokens.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { rowId } from '../../forms/form.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { RoleField } from './role-field.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'API tokens · Counterfoil' }];

const number = z
  .string()
  .regex(/^([1-9]\d{0,8})?$/, 'a whole number')
  .transform((text) => (text === '' ? undefined : Number(text)));

const Act = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('create'),
    name: z.string().trim().min(1, 'say what it is for').max(100),
    role: z.enum(ROLES),
    account: number,
    days: number.refine((days) => days === undefined || (days >= 1 && days <= 3650), '1 to 3650'),
  }),
  z.object({ act: z.literal('revoke'), id: rowId }),
]);

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'tokens.manage');
  const all = await accounts(context.sql);
  return {
    rows: await tokens(context.sql),
    accounts: all.map(({ id, name }) => ({ id, name })),
    now: Date.now(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'tokens.manage');
  const form = await request.formData();
  const actor = actorOf(person, context);
  return actThenShow(async () => {
    const act = formBy(Act, form);
    if (act.act === 'revoke') {
      await revokeToken(context.sql, actor, act.id);
      return { message: 'Revoked.' };
    }
    const { name, role, account: accountId, days } = act;
    const scope = { ...(accountId && { accountId }), ...(days && { days }) };
    const secret = await context.sql.begin((transaction) =>
      createToken(transaction, actor, { name, role, ...scope }),
    );
    return { message: `The token of “${name}”`, secrets: [secret] };
  });
}

export default function Tokens() {
  const { rows, accounts: all, now } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead title="API tokens" sub="For programs that call /api/v1" />
      <SettingsNav isAdmin />
      <ActionNotice answer={answer}>
        <p>Copy it now: it is not shown again.</p>
      </ActionNotice>
      <Section heading="New token">
        <Form method="post" className="grid items-end gap-3 sm:grid-cols-5">
          <Field name="name" label="What it is for" maxLength={100} required />
          <RoleField />
          <Field name="account" label="Account">
            {(wiring) => (
              <select {...wiring}>
                <option value="">all</option>
                {all.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field name="days" label="Lasts, days" type="number" min={1} max={3650} defaultValue={365} />
          <div>
            <Button name="act" value="create" tone="primary">
              Create
            </Button>
          </div>
        </Form>
      </Section>
      <Table
        caption="Tokens, newest first"
        emptyText="No token yet"
        rows={rows}
        rowKey={({ id }) => String(id)}
        columns={[
          { key: 'name', header: 'For', render: ({ name }) => name },
          { key: 'role', header: 'Role', render: ({ role }) => role },
          { key: 'account', header: 'Account', render: ({ account }) => account ?? 'all' },
          {
            key: 'created',
            header: 'Created, UTC',
            render: ({ createdAt }) => <Time at={createdAt} zone="UTC" />,
          },
          {
            key: 'used',
            header: 'Last used, UTC',
            render: ({ lastUsedAt }) => <Time at={lastUsedAt} zone="UTC" />,
          },
          {
            key: 'expires',
            header: 'Expires, UTC',
            render: ({ expiresAt }) => (expiresAt ? <Time at={expiresAt} zone="UTC" /> : 'never'),
          },
          {
            key: 'revoke',
            header: 'Revoke',
            render: ({ id, revokedAt, expiresAt }) => {
              if (revokedAt) return 'revoked';
              if (expiresAt && expiresAt.getTime() < now) return 'expired';
              return (
                <Form method="post">
                  <input type="hidden" name="id" value={id} />
                  <Button name="act" value="revoke" tone="danger">
                    Revoke
                  </Button>
                </Form>
              );
            },
          },
        ]}
      />
    </>
  );
}
