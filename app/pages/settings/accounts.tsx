import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { accountRows } from '#identity/accounts/account-rows.ts';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { newAccountForm } from './account-forms.ts';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Accounts · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'accounts.manage');
  return { rows: await accountRows(context.sql) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const form = await request.formData();
  const { sql, vault, isPrivateAllowed } = context;
  return actThenShow(async () => {
    const account = formBy(newAccountForm(isPrivateAllowed), form);
    const { id } = await addAccount(sql, vault, actorOf(person, context), account);
    throw redirect(`/settings/accounts/${id}`);
  });
}

export default function Accounts() {
  const { rows } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead title="Accounts" sub="Paymega accounts that are kept and reconciled here" />
      <SettingsNav isAdmin />
      <ActionNotice answer={answer} />
      <Table
        caption="Accounts"
        emptyText="No account yet"
        rows={rows}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/settings/accounts/${id}`}
        columns={[
          { key: 'name', header: 'Name', render: ({ name }) => name },
          { key: 'slug', header: 'Short name', render: ({ slug }) => slug },
          {
            key: 'paymega',
            header: 'Account ID',
            render: ({ paymegaAccountId }) => <span className="font-mono">{paymegaAccountId}</span>,
          },
          { key: 'api', header: 'Private API', hideOnPhone: true, render: ({ apiUrl }) => apiUrl ?? '—' },
          {
            key: 'kept',
            header: 'Keys from',
            render: ({ keptBy }) => (keptBy === 'console' ? 'this console' : 'the environment'),
          },
          { key: 'state', header: 'State', render: ({ disabledAt }) => (disabledAt ? 'disabled' : 'active') },
        ]}
      />
      <Section heading="Add an account">
        <p className="pb-3 text-muted">
          Callbacks that come to <span className="font-mono">/callbacks</span> without a short name still
          reach the account whose secret signed them, those of the accounts above as well as those of the new
          one. Where two accounts have the same secret they go to the older one: give the new one its own
          address, <span className="font-mono">/callbacks/short-name</span>.
        </p>
        <Form method="post" autoComplete="off" className="flex flex-col items-start gap-3">
          <div className="grid w-full gap-3 sm:grid-cols-2">
            <Field name="name" label="Name" maxLength={100} required />
            <Field
              name="slug"
              label="Short name"
              pattern="[a-z0-9][a-z0-9\-]{0,39}"
              hint="For its own address: /callbacks/short-name"
              required
            />
            <Field name="paymegaAccountId" label="Account ID" maxLength={100} required />
            <Field name="timeZone" label="Time zone" placeholder="Europe/Berlin" required />
            <Field name="apiUrl" label="Private API, URL" type="url" required />
            <Field name="cardgateUrl" label="Card gateway, URL" type="url" required />
            <Field name="apiKey" label="API key" type="password" autoComplete="off" required />
            <span />
            <Field name="liveSecret" label="Live secret" type="password" autoComplete="off" required />
            <Field name="testSecret" label="Test secret" type="password" autoComplete="off" required />
          </div>
          <Button tone="primary">Add</Button>
        </Form>
      </Section>
    </>
  );
}
