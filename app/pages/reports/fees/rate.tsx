import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { feeRate } from '#reconciliation/reports/fees/rates.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { idParam } from '../../../forms/form.ts';
import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Field } from '../../../ui/forms/field.tsx';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { Time } from '../../../ui/values/time.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { BASE_LABELS, ROUNDING_LABELS } from './labels.ts';
import { Terms } from './terms.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Fee rate ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const rate = await feeRate(context.sql, account.id, idParam(params.id));
  return { zone: account.timeZone, rate, mayManage: may(person.role, 'fees.manage') };
}

export default function Rate() {
  const { zone, rate, mayManage } = useLoaderData<typeof loader>();
  const { id, service, currency, fromDay, toDay, base, rounding, origin, note } = rate;
  return (
    <>
      <PageHead
        title={
          <>
            Fee rate of <Foreign text={service ?? 'all services'} /> in {currency}
          </>
        }
        sub={`For payments created ${toDay === null ? `from ${fromDay} on` : `${fromDay} to ${toDay}`}`}
      />
      <ReportsNav />
      <Section heading="What was agreed">
        <Terms rate={rate} />
        <p>
          Percent of {BASE_LABELS[base]}, rounded {ROUNDING_LABELS[rounding]}.
        </p>
        {note ? <p>{note}</p> : null}
        <p className="text-muted">
          {origin === 'inferred' ? 'Inferred from what was charged, and accepted' : 'Entered'} by{' '}
          {rate.createdBy}, <Time at={rate.createdAt} zone={zone} />.
        </p>
        {rate.withdrawnAt ? (
          <p className="text-warn">
            Withdrawn by {rate.withdrawnBy}, <Time at={rate.withdrawnAt} zone={zone} />: it holds for no day.
          </p>
        ) : null}
      </Section>
      {mayManage && !rate.withdrawnAt ? (
        <Section heading="End or withdraw it">
          <p className="mb-3 text-muted">
            Terms are never changed: end this rate on its last day, and enter the one that follows. What was a
            mistake is withdrawn, and holds for no day.
          </p>
          <div className="flex flex-wrap items-end gap-3">
            <AccountForm
              action={`/reports/fees/rates/${id}/ending`}
              className="flex flex-wrap items-end gap-3"
            >
              <Field
                name="to"
                label="Last day"
                type="date"
                min={fromDay}
                defaultValue={toDay ?? ''}
                required
              />
              <Button>End it on this day</Button>
            </AccountForm>
            <AccountForm action={`/reports/fees/rates/${id}/withdrawal`}>
              <Button tone="danger">Withdraw it</Button>
            </AccountForm>
          </div>
        </Section>
      ) : null}
    </>
  );
}
