import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { assertKnown } from '#reconciliation/books/known-values.ts';
import { INFERRED_FROM, inferRate } from '#reconciliation/reports/fees/infer-rate.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { FEE_ADDRESS, feeRange } from './fee-address.server.ts';
import { InferForm } from './infer-form.tsx';
import { Proposal } from './proposal.tsx';

export const meta: MetaFunction = () => [{ title: 'Infer a fee rate · Counterfoil' }];

const ADDRESS = FEE_ADDRESS.omit({ by: true });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'fees.manage');
  const account = await currentAccount(request, context, person);
  const { mode, currency, service, ...asked } = readFilter(ADDRESS, new URL(request.url).searchParams);
  await assertKnown(context.sql, account.id, { currency });
  const range = feeRange(asked, account.timeZone);
  const rate =
    currency === undefined
      ? null
      : await inferRate(context.sql, account, { ...range, mode, currency, service });
  const values = {
    currency: currency ?? '',
    service: service === null ? 'none' : (service ?? ''),
    ...range,
    mode,
  };
  return { rate, values, most: INFERRED_FROM };
}

export default function Inference() {
  const { rate, values, most } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Infer a fee rate"
        sub="The percentage and the fixed part that explain what was charged; nothing is agreed until somebody accepts it"
      />
      <ReportsNav />
      <Section heading="From which payments">
        <InferForm values={values} />
      </Section>
      {rate ? (
        <Proposal rate={rate} values={values} most={most} />
      ) : (
        <Empty title={values.currency === '' ? 'Choose a currency' : 'Nothing to infer from'}>
          {values.currency === ''
            ? 'A rate is of one currency, and best of one service.'
            : 'No payment of these days took money with a fee that was told.'}
        </Empty>
      )}
    </>
  );
}
