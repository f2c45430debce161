import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { accountRows } from '#identity/accounts/account-rows.ts';
import { timeZones } from '#identity/accounts/business-day.ts';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { newAccountForm } from './account-forms.ts';
import { NewAccountForm } from './new-account-form.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Accounts · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'accounts.manage');
  return { rows: await accountRows(context.sql), zones: timeZones() };
}

/** Adds an account, and goes to its page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const { sql, vault, isPrivateAllowed } = context;
  const rules = {
    schema: newAccountForm(isPrivateAllowed),
    secret: ['apiKey', 'liveSecret', 'testSecret'],
    at: { account_taken: 'slug' },
  };
  return answerForm(await request.formData(), rules, async (account) => {
    const { id } = await addAccount(sql, vault, actorOf(person, context), account);
    context.connections.refresh();
    return redirect(`/settings/accounts/${id}`);
  });
}

export default function Accounts() {
  const { rows, zones } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Accounts" sub="Paymega accounts that are kept and reconciled here" />
      <SettingsNav isAdmin />
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
        <NewAccountForm zones={zones} />
      </Section>
    </>
  );
}
