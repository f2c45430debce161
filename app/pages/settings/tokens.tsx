import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { accounts } from '#identity/accounts/accounts.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { createToken, tokens } from '#identity/sessions/tokens.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { SettingsNav } from './settings-nav.tsx';
import { TokenForm } from './token-form.tsx';

export const meta: MetaFunction = () => [{ title: 'API tokens · Counterfoil' }];

const number = z
  .string()
  .regex(/^([1-9]\d{0,8})?$/, 'a whole number')
  .transform((text) => (text === '' ? undefined : Number(text)));

const NewToken = z.object({
  name: z.string().trim().min(1, 'say what it is for').max(100, 'at most 100 characters'),
  role: z.enum(ROLES, 'choose a role'),
  account: number,
  days: number.refine((days) => days === undefined || (days >= 1 && days <= 3650), 'from 1 to 3650'),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'tokens.manage');
  const all = await accounts(context.sql);
  return {
    rows: await tokens(context.sql),
    accounts: all.map(({ id, name }) => ({ id, name })),
    now: Date.now(),
  };
}

/** Makes a token, and shows it once. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'tokens.manage');
  const rules = { schema: NewToken, secret: [], at: { name_taken: 'name', unknown_account: 'account' } };
  return answerForm(await request.formData(), rules, async (given) => {
    const { name, role, account: accountId, days } = given;
    const scope = { ...(accountId && { accountId }), ...(days && { days }) };
    const secret = await context.sql.begin((transaction) =>
      createToken(transaction, actorOf(person, context), { name, role, ...scope }),
    );
    return { message: `The token of “${name}”`, secrets: [secret] };
  });
}

export default function Tokens() {
  const { rows, accounts: all, now } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="API tokens" sub="For programs that call /api/v1" />
      <SettingsNav isAdmin />
      <ActionNotice>
        <p>Copy it now: it is not shown again.</p>
      </ActionNotice>
      <Section heading="New token">
        <TokenForm accounts={all} />
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
                <Form method="post" action="/settings/tokens/revocations">
                  <input type="hidden" name="id" value={id} />
                  <Button tone="danger">Revoke</Button>
                </Form>
              );
            },
          },
        ]}
      />
    </>
  );
}
