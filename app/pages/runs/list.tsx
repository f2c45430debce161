import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { day, readFilter } from '#identity/filter.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { orderRun } from '#jobs/queue.ts';
import { nextRuns } from '#reconciliation/comparison/due.ts';
import { runs } from '#reconciliation/comparison/runs.ts';
import { windowOfDays } from '#reconciliation/comparison/window-of-days.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { BY_NUMBER, keysetPage } from '../../forms/keyset.ts';
import { useLive } from '../../ui/feedback/use-live.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { localTime } from '../../ui/values/local-time.ts';
import { Time } from '../../ui/values/time.tsx';
import { runColumns } from './columns.tsx';
import { RUN_LIST } from './filter.server.ts';
import { RunForm } from './run-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Runs · Counterfoil' }];

const PAGE = 30;
const Days = z.object({ from: day, to: day });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const { before } = readFilter(RUN_LIST, url.searchParams);
  const page = { accountId: account.id, before, limit: PAGE + 1 };
  const [rows, next, { hidden }] = await Promise.all([
    runs(context.sql, page),
    nextRuns(context.sql, account, new Date()),
    arrangementOf(context.sql, person.id, 'runs'),
  ]);
  return {
    accountId: account.id,
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, before, BY_NUMBER),
    next,
    hidden,
    today: localTime(new Date(), account.timeZone).slice(0, 10),
    mayRun: may(person.role, 'run.create'),
    exportHref: may(person.role, 'books.export') ? `/runs/export${url.search}` : null,
  };
}

/** Orders a run over some days, and goes to its page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'run.create');
  const account = await currentAccount(request, context, person);
  const { sql, queue } = context;
  const rules = { schema: Days, secret: [], at: { empty_window: 'from', bad_day: 'from' } };
  return answerForm(await request.formData(), rules, async (days) => {
    const window = windowOfDays(account, days, new Date());
    const order = { accountId: account.id, window, trigger: 'person' } as const;
    return redirect(`/runs/${await orderRun(sql, queue, actorOf(person, context), order)}`);
  });
}

export default function Runs() {
  const { accountId, zone, rows, next, hidden, today, mayRun, exportHref, firstHref, olderHref } =
    useLoaderData<typeof loader>();
  const columns = runColumns(zone);
  const isMoving = rows.some(({ state }) => state === 'running' || state === 'queued');
  useLive(isMoving ? `runs/${accountId}` : null);
  return (
    <>
      <PageHead
        title="Runs"
        sub={
          <>
            Next: recent <Time at={next.recentAt} zone={zone} />, deep <Time at={next.deepAt} zone={zone} />
          </>
        }
        actions={
          <>
            <ColumnsMenu list="runs" columns={columns} hidden={hidden} />
            <ExportLinks list="runs" href={exportHref} />
          </>
        }
      />
      {mayRun ? <RunForm today={today} /> : null}
      <Table
        caption="Runs, newest first"
        emptyText="No run yet"
        emptyHint="The schedule starts one by itself; so does the form above."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/runs/${id}`}
        columns={seen(columns, hidden)}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
