import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { accountStandings } from '#reconciliation/comparison/account-standing.ts';
import { liveSymptoms } from '#runtime/doctor/live.ts';
import { seenProcesses } from '#runtime/observability/processes.ts';
import { databaseStatus, lastBackup, queueStatus } from '#runtime/observability/status.ts';
import { requirePerson } from '../../../access/access.server.ts';
import { visibleAccounts } from '../../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../../forms/page-address.ts';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { Time } from '../../../ui/values/time.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { AccountTable } from './account-table.tsx';
import { CheckTable } from './check-table.tsx';
import { DatabaseTable } from './database-table.tsx';
import { ProcessTable } from './process-table.tsx';
import { QueueTable } from './queue-table.tsx';

export const meta: MetaFunction = () => [{ title: 'Status · Counterfoil' }];

/** How the installation stands at this moment: all of it is read anew, nothing outside is asked. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const { sql, mailer, proxyWarnings } = context;
  const now = new Date();
  const accounts = await visibleAccounts(request, context, person);
  const processes = await seenProcesses(sql);
  const [standings, database, queues, backup, checks] = await Promise.all([
    accountStandings(sql, accounts, now),
    databaseStatus(sql),
    queueStatus(sql),
    lastBackup(sql),
    liveSymptoms({ sql, accounts, processes, hasMail: mailer !== null, proxyWarnings }),
  ]);
  return { now, processes, standings, database, queues, backup, checks };
}

export default function Status() {
  const { now, processes, standings, database, queues, backup, checks } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Status" sub="Of the whole installation; times are UTC" />
      <SettingsNav isAdmin />
      <p className="text-muted">
        As of <Time at={now} zone="UTC" />
      </p>
      <Section heading="Checks" flush>
        <CheckTable checks={checks} />
      </Section>
      <Section heading="Processes" flush>
        <ProcessTable processes={processes} />
      </Section>
      <Section heading="Accounts" flush>
        <AccountTable standings={standings} />
      </Section>
      <Section heading="Queues" flush>
        <QueueTable queues={queues} />
      </Section>
      <Section heading="Database" flush>
        <DatabaseTable database={database} backup={backup} />
      </Section>
    </>
  );
}
