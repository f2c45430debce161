import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { enterRate } from '#reconciliation/reports/fees/enter-rate.ts';
import { type FeeRate, feeRates } from '#reconciliation/reports/fees/rates.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { answerForm } from '../../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../../forms/page-address.ts';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { Table } from '../../../ui/lists/table.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { feeRange } from './fee-address.server.ts';
import { InferForm } from './infer-form.tsx';
import { BASE_LABELS } from './labels.ts';
import { RateForm } from './rate-form.tsx';
import { RATE_RULES, writtenRate } from './rate-schema.ts';
import { Terms } from './terms.tsx';

export const meta: MetaFunction = () => [{ title: 'Fee rates · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { mode } = readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const rows = await feeRates(context.sql, account.id);
  const inferred = { currency: '', service: '', ...feeRange({}, account.timeZone), mode };
  return { rows, inferred, mayManage: may(person.role, 'fees.manage') };
}

/** Agrees a rate, and leads to it. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'fees.manage');
  const account = await currentAccount(request, context, person);
  return answerForm(await request.formData(), RATE_RULES, async (given) => {
    const id = await enterRate(context.sql, actorOf(person, context), account, writtenRate(given));
    return redirect(`/reports/fees/rates/${id}`);
  });
}

export default function FeeRates() {
  const { rows, inferred, mayManage } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Fee rates"
        sub="What was agreed with Paymega, by the day on which payments are created"
      />
      <ReportsNav />
      <Table
        caption="Agreed rates, by currency and service, the latest first"
        emptyText="No rate was agreed here yet"
        emptyHint="Until there is one, what Paymega charges is compared with nothing."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/reports/fees/rates/${id}`}
        columns={[
          {
            ...{ key: 'service', header: 'Service' },
            render: ({ service }) => <Foreign text={service ?? 'all services'} />,
          },
          { key: 'currency', header: 'Currency', render: ({ currency }) => currency },
          { key: 'days', header: 'Days', render: daysText },
          { key: 'terms', header: 'Terms', render: (rate) => <Terms rate={rate} /> },
          { key: 'base', header: 'Percent of', hideOnPhone: true, render: ({ base }) => BASE_LABELS[base] },
          {
            key: 'state',
            header: 'State',
            render: ({ withdrawnAt }) => (withdrawnAt ? 'withdrawn' : 'holds'),
          },
          { key: 'by', header: 'Entered by', hideOnPhone: true, render: ({ createdBy }) => createdBy },
        ]}
      />
      {mayManage ? (
        <>
          <Section heading="Infer a rate from what was charged">
            <InferForm values={inferred} />
          </Section>
          <Section heading="Enter a rate">
            <RateForm origin="entered" button="Enter the rate" />
          </Section>
        </>
      ) : (
        <p className="text-muted">Finance and admins enter rates.</p>
      )}
    </>
  );
}

function daysText({ fromDay, toDay }: FeeRate): string {
  return toDay === null ? `from ${fromDay} on` : `${fromDay} to ${toDay}`;
}
