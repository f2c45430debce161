import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { oneOf, readFilter } from '#identity/filter.ts';
import { auditedList } from '#reconciliation/reports/fees/audited-list.ts';
import { FITS } from '#reconciliation/reports/fees/audited-payments.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { BY_CURSOR, invoiceCursor, keysetPage } from '../../../forms/keyset.ts';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Pager } from '../../../ui/lists/pager.tsx';
import { Table } from '../../../ui/lists/table.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { Money } from '../../../ui/values/money.tsx';
import { Time } from '../../../ui/values/time.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { FEE_ADDRESS, feeRange } from './fee-address.server.ts';
import { FIT_LABELS, serviceText } from './labels.ts';

export const meta: MetaFunction = () => [{ title: 'Payments by their fees · Counterfoil' }];

const PAGE = 50;
const ADDRESS = FEE_ADDRESS.omit({ by: true }).extend({
  fit: oneOf([...FITS, 'not_fitting']).default('not_fitting'),
  after: invoiceCursor.optional(),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const { fit, mode, currency, service, after, ...asked } = readFilter(ADDRESS, url.searchParams);
  const range = feeRange(asked, account.timeZone);
  const scope = { ...range, mode, currency, service, fit };
  const rows = await auditedList(context.sql, account, scope, { after, limit: PAGE + 1 });
  return {
    zone: account.timeZone,
    mode,
    range,
    fit,
    currency,
    ...keysetPage(url, rows, PAGE, after, BY_CURSOR),
  };
}

export default function FeePayments() {
  const { zone, mode, range, fit, currency, rows, firstHref, olderHref } = useLoaderData<typeof loader>();
  const which =
    fit === 'not_fitting' ? 'whose fee does not fit' : `by their fee: ${FIT_LABELS[fit].toLowerCase()}`;
  const of = currency === undefined ? '' : ` in ${currency}`;
  return (
    <>
      <PageHead
        title={`Payments ${which}`}
        sub={`Paid ${mode} payments${of}, created ${range.from} to ${range.to} in ${zone}, newest first`}
      />
      <ReportsNav />
      <Table
        caption="Payments by their fees, newest first"
        emptyText="No payment of these days does so"
        emptyHint={<Link to={`/reports/fees?from=${range.from}&to=${range.to}`}>Back to the fees</Link>}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/invoices/${encodeURIComponent(id)}?mode=${mode}`}
        columns={[
          { key: 'id', header: 'Invoice', render: ({ id }) => <Foreign text={id} className="font-mono" /> },
          {
            key: 'service',
            header: 'Service',
            render: ({ service }) => <Foreign text={serviceText(service)} />,
          },
          { key: 'base', header: 'Fee is of', align: 'right', render: ({ base }) => <Money amount={base} /> },
          {
            key: 'charged',
            header: 'Charged',
            align: 'right',
            render: ({ charged }) => <Money amount={charged} />,
          },
          {
            key: 'agreed',
            header: 'Agreed',
            align: 'right',
            render: ({ agreed }) => <Money amount={agreed} />,
          },
          {
            ...{ key: 'difference', header: 'Difference', align: 'right' },
            render: ({ difference }) => <Money amount={difference} />,
          },
          { key: 'fit', header: 'Fit', render: ({ fit: own }) => FIT_LABELS[own] },
          {
            ...{ key: 'rate', header: 'Rate', hideOnPhone: true },
            render: ({ rateId }) =>
              rateId === null ? (
                'none'
              ) : (
                <Link to={`/reports/fees/rates/${rateId}`}>{rateId.toString()}</Link>
              ),
          },
          {
            ...{ key: 'at', header: 'Created', align: 'right' },
            render: ({ createdAt }) => <Time at={createdAt} zone={zone} />,
          },
        ]}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
