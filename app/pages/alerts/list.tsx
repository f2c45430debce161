import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { alertsIn } from '#reconciliation/alerts/alerts.ts';
import { ownAlerts } from '#reconciliation/alerts/own-alerts.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { AlertTable } from './alert-table.tsx';
import { SubscriptionForm } from './subscription-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Alerts · Counterfoil' }];

const AT_MOST = 200;
const LATEST = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const of = { accountId: account.id, withInstallation: person.accounts === null };
  const [open, acknowledged, resolved, own] = await Promise.all([
    alertsIn(context.sql, of, 'open', AT_MOST),
    alertsIn(context.sql, of, 'acknowledged', AT_MOST),
    alertsIn(context.sql, of, 'resolved', LATEST),
    ownAlerts(context.sql, person.id, account.id),
  ]);
  const mayAcknowledge = may(person.role, 'alert.acknowledge');
  const hasMail = context.mailer !== null;
  return { zone: account.timeZone, open, acknowledged, resolved, own, mayAcknowledge, hasMail };
}

export default function Alerts() {
  const { zone, open, acknowledged, resolved, own, mayAcknowledge, hasMail } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Alerts"
        sub={
          <>
            Looked at each minute; one ends by itself once its cause has been gone for five minutes.{' '}
            <Link to="/alerts/runbook">What each means</Link>
          </>
        }
      />
      <Section heading="Open" flush>
        <AlertTable
          caption={`Open alerts, the worst first, at most ${AT_MOST}`}
          emptyText="Nothing is open"
          {...{ alerts: open, zone, mayAcknowledge }}
        />
      </Section>
      <Section heading="Acknowledged" flush>
        <AlertTable
          caption="Acknowledged alerts, the worst first"
          emptyText="None"
          {...{ alerts: acknowledged, zone, mayAcknowledge: false }}
        />
      </Section>
      <Section heading={`Ended, the latest ${LATEST}`} flush>
        <AlertTable
          caption="Alerts that have ended, the latest first"
          emptyText="None was open before"
          {...{ alerts: resolved, zone, mayAcknowledge: false }}
        />
      </Section>
      <Section heading="E-mail me">
        <SubscriptionForm own={own} hasMail={hasMail} />
      </Section>
    </>
  );
}
