import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { askForServices, draftTestPayment } from '#reconciliation/test-payments/draft.ts';
import { lastIntegrationCheck } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { paymentToolsOf } from '#reconciliation/test-payments/payment-tools.ts';
import { testPayments } from '#reconciliation/test-payments/test-payments.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { BeginCheck } from '../integration-checks/begin-check.tsx';
import { LastCheck } from '../integration-checks/last-check.tsx';
import { DraftForm } from './draft-form.tsx';
import { stepLabel } from './step-labels.ts';
import { goOn } from './tools.server.ts';

export const meta: MetaFunction = () => [{ title: 'Test payments · Counterfoil' }];

const DRAFT = {
  schema: z.object({
    amount: z.string().trim().min(1, 'give an amount').max(20, 'at most 20 characters'),
    currency: z.string().trim().toUpperCase().length(3, 'give a currency, three letters'),
    services: z.enum(['ask', 'skip']).default('ask'),
  }),
  secret: [],
  at: { bad_amount: 'amount', unknown_currency: 'currency' },
};

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  readFilter(PAGE_ADDRESS, url.searchParams);
  const rows = await testPayments(context.sql, account.id, 50);
  const check = await lastIntegrationCheck(context.sql, account.id);
  return {
    ...{ zone: account.timeZone, rows, check, mayCreate: may(person.role, 'test_payment.create') },
    exportHref: may(person.role, 'books.export') ? `/test-payments/export${url.search}` : null,
  };
}

/** Begins a test payment, asks for the services that are open to it unless that is skipped, and goes to its page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'test_payment.create');
  const account = await currentAccount(request, context, person);
  const { sql, connections } = context;
  return answerForm(await request.formData(), DRAFT, async ({ services, ...draft }) => {
    const tools = await paymentToolsOf({ sql, connectionOf: connections.of }, account.id);
    const asked = { ...draft, accountId: account.id };
    const id = await draftTestPayment(sql, tools.exponentOf, actorOf(person, context), asked);
    if (services === 'ask')
      await goOn(context, tools, id, 'pre-request', (signal) => askForServices(tools, id, signal));
    return redirect(`/test-payments/${id}`);
  });
}

export default function TestPayments() {
  const { zone, rows, check, mayCreate, exportHref } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Test payments"
        sub="Proof that the integration works: test mode, documented test cards"
        actions={
          <>
            <ExportLinks list="test-payments" href={exportHref} />
            {mayCreate ? <BeginCheck /> : null}
          </>
        }
      />
      <LastCheck check={check} zone={zone} />
      {mayCreate ? <DraftForm /> : null}
      <Table
        caption="Test payments, newest first"
        emptyText="No test payment yet"
        emptyHint="One proves that creation, callback and status check work together."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/test-payments/${id}`}
        columns={[
          {
            key: 'reference',
            header: 'Reference',
            isPlain: true,
            render: ({ referenceId }) => <Foreign text={referenceId} className="font-mono" />,
          },
          { key: 'state', header: 'Step', isPlain: true, render: stepLabel },
          {
            key: 'status',
            header: 'Status',
            isPlain: true,
            render: ({ status }) => <Status status={status} />,
          },
          {
            key: 'amount',
            header: 'Amount',
            align: 'right',
            render: ({ amount }) => <Money amount={amount} />,
          },
          { key: 'auth', header: 'Authentication', render: ({ authMode }) => <Foreign text={authMode} /> },
          { key: 'person', header: 'By', hideOnPhone: true, render: ({ person }) => person ?? '—' },
          {
            key: 'at',
            header: 'Begun',
            align: 'right',
            render: ({ createdAt }) => <Time at={createdAt} zone={zone} />,
          },
        ]}
      />
    </>
  );
}
