import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { feeAudit } from '#reconciliation/reports/fees/fee-audit.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { currencyField } from '../../../ui/lists/filter-control.tsx';
import { FilterMenu } from '../../../ui/lists/filter-menu.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { FEE_ADDRESS, feeRange } from './fee-address.server.ts';
import { FeeLines } from './fee-lines.tsx';

export const meta: MetaFunction = () => [{ title: 'Fees · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { by, mode, currency, service, ...asked } = readFilter(
    FEE_ADDRESS,
    new URL(request.url).searchParams,
  );
  const range = feeRange(asked, account.timeZone);
  const lines = await feeAudit(context.sql, account, { ...range, mode, currency, service }, by);
  return {
    ...{ zone: account.timeZone, by, mode, range, lines, currency: currency ?? '' },
    service: service === null ? 'none' : (service ?? ''),
    mayManage: may(person.role, 'fees.manage'),
  };
}

export default function Fees() {
  const { zone, by, mode, range, lines, currency, service, mayManage } = useLoaderData<typeof loader>();
  const withoutRate = lines.reduce((sum, { noRate }) => sum + noRate, 0);
  return (
    <>
      <PageHead
        title="Fees"
        sub={`What Paymega charged for ${mode} payments against what was agreed, by their day of creation in ${zone}`}
      />
      <ReportsNav />
      <FilterMenu
        action="/reports/fees"
        hidden={{ mode }}
        fields={[
          { name: 'from', label: 'Created from', type: 'date', value: range.from },
          { name: 'to', label: 'to', type: 'date', value: range.to },
          {
            ...{ name: 'by', label: 'A line for each', type: 'select', value: by },
            options: [
              { value: 'day', label: 'Day' },
              { value: 'month', label: 'Month' },
            ],
          },
          { ...currencyField, value: currency },
          { name: 'service', label: 'Service', type: 'text', value: service },
        ]}
      />
      {withoutRate > 0 ? (
        <p className="text-warn">
          For {withoutRate} of these payments no rate was agreed here, so nothing is said of their fees.{' '}
          {mayManage ? (
            <Link to="/reports/fees/rates" className="underline">
              Enter a rate, or have one inferred from what was charged
            </Link>
          ) : (
            'Finance and admins enter rates.'
          )}
        </p>
      ) : null}
      <FeeLines lines={lines} range={{ ...range, mode }} />
      <p className="max-w-3xl text-muted">
        Charged is the fee that Paymega told of each payment that took money, not the one that was quoted. The
        rate is that of the day of creation. The fees of refunds and of chargebacks are not available:
        Paymega’s API does not tell them.
      </p>
    </>
  );
}
