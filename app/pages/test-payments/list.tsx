import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { PENDING_EXPIRY, RESOLUTION_BY_EXPIRY, TEST_CARDS } from '#paymega/test-cards.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createTestPayment } from '#reconciliation/test-payments/steps.ts';
import { testPayments } from '#reconciliation/test-payments/test-payments.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { stepLabel } from './step-labels.ts';

export const meta: MetaFunction = () => [{ title: 'Test payments · Counterfoil' }];

const Order = z.object({
  amount: z.string().trim().min(1, 'give an amount').max(20),
  currency: z.string().trim().toUpperCase().length(3, 'give a currency, three letters'),
  service: z.string().trim().min(1, 'give a service').max(60),
  cardNumber: z.string(),
  expiry: z.string().regex(/^(0[1-9]|1[0-2])\d\d$/, 'give the expiry as MMYY'),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const rows = await testPayments(context.sql, account.id, 50);
  return { zone: account.timeZone, rows, mayCreate: may(person.role, 'test_payment.create') };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'test_payment.create');
  const account = await currentAccount(request, context, person);
  const order = Order.safeParse(Object.fromEntries(await request.formData()));
  if (!order.success) {
    const message = order.error.issues.map(({ message }) => message).join('; ');
    return returnTo(context, '/test-payments', {
      tone: 'bad',
      message: `No test payment was made: ${message}.`,
    });
  }
  const { sql, publicUrl } = context;
  try {
    const connection = await context.connections.of(account.id);
    const tools = { sql, connection, exponentOf: await exponentsOf(sql) };
    const id = await createTestPayment(tools, actorOf(person, context), {
      ...order.data,
      accountId: account.id,
      callbackUrl: `${publicUrl}/callbacks/${account.slug}`,
      returnUrl: (payment) => `${publicUrl}/test-payments/${payment}`,
    });
    return redirect(`/test-payments/${id}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return returnTo(context, '/test-payments', {
      tone: 'bad',
      message: `No test payment was made: ${error.message}.`,
    });
  }
}

export default function TestPayments() {
  const { zone, rows, mayCreate } = useLoaderData<typeof loader>();
  const isPaying = useNavigation().formMethod === 'POST';
  return (
    <>
      <PageHead
        title="Test payments"
        sub="Proof that the integration works: test mode, documented test cards"
      />
      {mayCreate ? (
        <Section heading="Create test payment">
          <AccountForm className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5 lg:items-start">
            <Field name="amount" label="Amount" inputMode="decimal" defaultValue="1.00" required />
            <Field name="currency" label="Currency" defaultValue="USD" maxLength={3} required />
            <Field name="service" label="Service" defaultValue="payment_card_usd_hpp" required />
            <Field name="cardNumber" label="Test card">
              {(wiring) => (
                <select {...wiring}>
                  {TEST_CARDS.map(({ number, label }) => (
                    <option key={number} value={number}>
                      {label}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field
              name="expiry"
              label="Expiry (MMYY)"
              hint="Picks the outcome of a failing card"
              list="expiries"
              defaultValue="1230"
              required
            />
            <datalist id="expiries">
              <option value={PENDING_EXPIRY}>stays pending</option>
              {Object.entries(RESOLUTION_BY_EXPIRY).map(([expiry, resolution]) => (
                <option key={expiry} value={expiry}>
                  {resolution}
                </option>
              ))}
            </datalist>
            <Button tone="primary" busy={isPaying}>
              Create test payment
            </Button>
          </AccountForm>
        </Section>
      ) : null}
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
