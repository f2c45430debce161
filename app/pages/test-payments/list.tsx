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
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createTestPayment } from '#reconciliation/test-payments/steps.ts';
import { testPayments } from '#reconciliation/test-payments/test-payments.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { PaymentForm } from './payment-form.tsx';
import { stepLabel } from './step-labels.ts';

export const meta: MetaFunction = () => [{ title: 'Test payments · Counterfoil' }];

// One of the documented test cards, and a payer who does not exist: still a number of a card, which no page
// gets back.
const ORDER = {
  schema: z.object({
    amount: z.string().trim().min(1, 'give an amount').max(20, 'at most 20 characters'),
    currency: z.string().trim().toUpperCase().length(3, 'give a currency, three letters'),
    service: z.string().trim().min(1, 'give a service').max(60, 'at most 60 characters'),
    cardNumber: z.string('choose a test card').max(30, 'choose a test card'),
    expiry: z.string().regex(/^(0[1-9]|1[0-2])\d\d$/, 'give the expiry as MMYY'),
  }),
  secret: ['cardNumber'],
  at: { bad_amount: 'amount', unknown_currency: 'currency', unknown_card: 'cardNumber' },
};

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const rows = await testPayments(context.sql, account.id, 50);
  return { zone: account.timeZone, rows, mayCreate: may(person.role, 'test_payment.create') };
}

/** Makes a test payment, and goes to its page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'test_payment.create');
  const account = await currentAccount(request, context, person);
  const { sql, publicUrl } = context;
  return answerForm(await request.formData(), ORDER, async (order) => {
    const connection = await context.connections.of(account.id);
    const tools = { sql, connection, exponentOf: await exponentsOf(sql) };
    const id = await createTestPayment(tools, actorOf(person, context), {
      ...order,
      accountId: account.id,
      callbackUrl: `${publicUrl}/callbacks/${account.slug}`,
      returnUrl: (payment) => `${publicUrl}/test-payments/${payment}`,
    });
    return redirect(`/test-payments/${id}`);
  });
}

export default function TestPayments() {
  const { zone, rows, mayCreate } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Test payments"
        sub="Proof that the integration works: test mode, documented test cards"
      />
      {mayCreate ? <PaymentForm /> : null}
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
            render: ({ referenceId }) => <span className="font-mono">{referenceId}</span>,
          },
          { key: 'state', header: 'Step', render: stepLabel },
          { key: 'status', header: 'Status', render: ({ status }) => <Status status={status} /> },
          {
            key: 'amount',
            header: 'Amount',
            align: 'right',
            render: ({ amount }) => <Money amount={amount} />,
          },
          { key: '3ds', header: '3-D Secure', render: ({ is3ds }) => (is3ds ? 'yes' : 'no') },
          { key: 'person', header: 'By', hideOnPhone: true, render: ({ person }) => person ?? '—' },
          {
            key: 'at',
            header: 'Created',
            align: 'right',
            render: ({ createdAt }) => <Time at={createdAt} zone={zone} />,
          },
        ]}
      />
    </>
  );
}
