import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { dayCounts, dayTotals, pendingByAge } from '#reconciliation/book/totals.ts';
import { KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';
import { unresolvedByKind } from '#reconciliation/discrepancies/list.ts';
import { nextRuns } from '#reconciliation/run/due.ts';
import { runs } from '#reconciliation/run/runs.ts';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { mode as modeField } from '../../form.ts';
import { DailyChart } from '../../ui/chart.tsx';
import { Money, MoneyList } from '../../ui/money.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Section } from '../../ui/section.tsx';
import { Table } from '../../ui/table.tsx';
import { Age, Time } from '../../ui/time.tsx';

export const meta: MetaFunction = () => [{ title: 'Overview · Counterfoil' }];

const DAYS = 30;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const mode = modeField.parse(new URL(request.url).searchParams.get('mode'));
  const now = new Date();
  const days = await dayCounts(sql, account.id, mode, DAYS);
  const yesterday = days.at(-2)?.day ?? '';
  const [byKind, pending, totals, [lastRun], next] = await Promise.all([
    unresolvedByKind(sql, account.id, mode),
    pendingByAge(sql, account.id, mode),
    dayTotals(sql, account.id, mode, yesterday),
    runs(sql, { accountId: account.id, limit: 1 }),
    nextRuns(sql, account, now),
  ]);
  return { zone: account.timeZone, mode, now, days, yesterday, byKind, pending, totals, lastRun, next };
}

export default function Overview() {
  const { zone, mode, now, days, yesterday, byKind, pending, totals, lastRun, next } =
    useLoaderData<typeof loader>();
  const open = byKind.reduce((sum, { count }) => sum + count, 0);
  const query = mode === 'test' ? '&mode=test' : '';
  const chart = days.map(({ day, ...segments }) => ({
    day,
    segments,
    href: `/invoices?from=${day}&to=${day}${query}`,
  }));
  return (
    <>
      <PageHead
        title="Overview"
        sub={open === 0 ? 'Nothing needs a human now.' : `${open} discrepancies need a human.`}
      />
      <div className="grid gap-3 2xl:grid-cols-2">
        <Section heading="Needs a human now" flush>
          <Table
            caption="Unresolved discrepancies by kind"
            emptyText="No unresolved discrepancies"
            rows={byKind}
            rowKey={({ kind }) => kind}
            rowHref={({ kind }) => `/discrepancies?kind=${kind}${query}`}
            columns={[
              { key: 'kind', header: 'Kind', render: ({ kind }) => KINDS[kind as KindName]?.words ?? kind },
              { key: 'count', header: 'Open', align: 'right', render: ({ count }) => count },
              {
                key: 'risk',
                header: 'At risk',
                align: 'right',
                render: ({ atRisk }) => <MoneyList amounts={atRisk} />,
              },
              {
                key: 'oldest',
                header: 'Oldest',
                align: 'right',
                render: ({ oldestAt }) => <Age seconds={(now.getTime() - oldestAt.getTime()) / 1000} />,
              },
            ]}
          />
        </Section>
        <div className="flex flex-col gap-3">
          <Section
            heading={`Yesterday, ${yesterday}`}
            flush
            actions={mode === 'live' ? <Link to={`/reports/${yesterday}`}>Tie out and close</Link> : null}
          >
            <Table
              caption="Yesterday’s payments by currency, by our book"
              emptyText="No payments yesterday"
              rows={totals}
              rowKey={({ currency }) => currency}
              rowHref={({ currency }) =>
                `/invoices?from=${yesterday}&to=${yesterday}&currency=${currency}${query}`
              }
              columns={[
                { key: 'currency', header: 'Currency', render: ({ currency }) => currency },
                {
                  key: 'paid',
                  header: 'Paid',
                  align: 'right',
                  render: ({ paid, invoices }) => `${paid} of ${invoices}`,
                },
                {
                  key: 'gross',
                  header: 'Gross',
                  align: 'right',
                  render: ({ gross }) => <Money amount={gross} />,
                },
                {
                  key: 'fees',
                  header: 'Fees',
                  align: 'right',
                  render: ({ fees }) => <Money amount={fees} />,
                  hideOnPhone: true,
                },
                {
                  key: 'returned',
                  header: 'Returned',
                  align: 'right',
                  render: ({ returned }) => <Money amount={returned} />,
                  hideOnPhone: true,
                },
                { key: 'net', header: 'Net', align: 'right', render: ({ net }) => <Money amount={net} /> },
              ]}
            />
          </Section>
          <Section heading="Pending by age" flush>
            <Table
              caption="Invoices that are not final, by how long they have waited"
              emptyText="Nothing is pending"
              rows={pending}
              rowKey={({ band }) => band}
              columns={[
                { key: 'band', header: 'Waiting', render: ({ band }) => band },
                { key: 'count', header: 'Invoices', align: 'right', render: ({ count }) => count },
                {
                  key: 'amounts',
                  header: 'Money',
                  align: 'right',
                  render: ({ amounts }) => <MoneyList amounts={amounts} />,
                },
              ]}
            />
          </Section>
          <Section heading="Runs">
            <p>
              {lastRun ? (
                <>
                  Last: <Link to={`/runs/${lastRun.id}`}>run {lastRun.id.toString()}</Link>, {lastRun.state},{' '}
                  <Time at={lastRun.finishedAt ?? lastRun.queuedAt} zone={zone} />
                </>
              ) : (
                'No run yet.'
              )}
            </p>
            <p>
              Next: recent <Time at={next.recentAt} zone={zone} />, deep <Time at={next.deepAt} zone={zone} />
            </p>
          </Section>
          <Section heading="The last 30 days">
            <DailyChart label="Invoices a day, by how the two books compared" days={chart} />
          </Section>
        </div>
      </div>
    </>
  );
}
