import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { run as readRun, runBefore } from '#reconciliation/comparison/runs.ts';
import { effectsOfRun } from '#reconciliation/discrepancies/of-run.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Time } from '../../ui/values/time.tsx';
import { RunFigures } from './run-figures.tsx';
import { RunNotes } from './run-notes.tsx';
import { RunProgress } from './run-progress.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Run ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'runs', [id]);
  const run = await readRun(context.sql, id);
  const [before, effects] = await Promise.all([
    runBefore(context.sql, run),
    effectsOfRun(context.sql, run.accountId, id),
  ]);
  return data({
    zone: account.timeZone,
    now: new Date(),
    run,
    before,
    effects,
    mayCancel: may(person.role, 'run.create'),
  });
}

export default function RunPage() {
  const { zone, now, run, before, effects, mayCancel } = useLoaderData<typeof loader>();
  const isMoving = run.state === 'queued' || run.state === 'running';
  return (
    <>
      <LiveUpdates watched={isMoving ? `run/${run.id}` : null} />
      <PageHead
        title={`Run ${run.id}`}
        sub={
          <>
            Invoices created <Time at={run.windowFrom} zone={zone} /> to{' '}
            <Time at={run.windowTo} zone={zone} />, by {run.person ?? run.trigger}
          </>
        }
        actions={
          isMoving && mayCancel ? (
            <Form method="post" action={`/runs/${run.id}/cancellation`}>
              <Button tone="danger">Cancel</Button>
            </Form>
          ) : null
        }
      />
      {run.message ? (
        <Notice tone={run.state === 'failed' ? 'bad' : 'info'}>
          <Foreign text={run.message} />
        </Notice>
      ) : null}
      <RunNotes run={run} zone={zone} />
      <RunProgress {...{ run, isMoving, zone, now }} />
      <RunFigures run={run} before={isMoving ? null : before} effects={effects} />
      <p>
        <Link to="/runs">All runs</Link>
        {before ? (
          <>
            {' '}
            · compared with <Link to={`/runs/${before.id}`}>run {before.id.toString()}</Link>, the {run.scope}{' '}
            one before it
          </>
        ) : null}
      </p>
    </>
  );
}
