import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { accountById } from '#identity/accounts/accounts.ts';
import { may } from '#identity/permissions/permissions.ts';
import {
  integrationCheck,
  summaryOf,
} from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Time } from '../../ui/values/time.tsx';
import { BeginCheck } from './begin-check.tsx';
import { CheckState } from './check-state.tsx';
import { CheckedCases } from './checked-cases.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Integration check ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'integration_checks', [id]);
  const check = await integrationCheck(context.sql, id);
  const { name, timeZone: zone } = await accountById(context.sql, check.accountId);
  return {
    check,
    summary: summaryOf(check),
    account: name,
    zone,
    mayAct: may(person.role, 'test_payment.create'),
  };
}

export default function IntegrationCheckPage() {
  const { check, summary, account, zone, mayAct } = useLoaderData<typeof loader>();
  const isRunning = check.state === 'running';
  return (
    <>
      <PageHead
        title={`Integration check ${check.id}`}
        sub={`${account} · test mode, documented test cards`}
        actions={mayAct && !isRunning ? <BeginCheck label="Check again" /> : null}
      />
      <LiveUpdates watched={isRunning ? `integration-check/${check.id}` : null} />
      <Section heading="Outcome">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-muted">Outcome</dt>
          <dd>
            <CheckState {...summary} />
          </dd>
          <dt className="text-muted">Begun</dt>
          <dd>
            <Time at={check.startedAt} zone={zone} /> {check.person ? `by ${check.person}` : null}
          </dd>
          <dt className="text-muted">Ended</dt>
          <dd>
            <Time at={check.endedAt} zone={zone} />
          </dd>
        </dl>
      </Section>
      <CheckedCases report={check.report} />
      <p>
        <Link to="/test-payments">All test payments</Link>
      </p>
    </>
  );
}
