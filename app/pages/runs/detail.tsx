import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import type { Mode } from '#paymega/mode.ts';
import { run as readRun, runBefore } from '#reconciliation/comparison/runs.ts';
import { type Effect, effectsOfRun } from '#reconciliation/discrepancies/of-run.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Progress } from '../../ui/feedback/progress.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Stat } from '../../ui/values/stat.tsx';
import { Time } from '../../ui/values/time.tsx';
import { EffectNote } from './effect-note.tsx';
import { Pace } from './pace.tsx';
import { RunNotes } from './run-notes.tsx';
import { RunState } from './run-state.tsx';

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

type Figure = 'seen' | 'matched' | 'healed' | 'opened' | 'stillOpen' | 'closed';

export default function RunPage() {
  const { zone, now, run, before, effects, mayCancel } = useLoaderData<typeof loader>();
  const isMoving = run.state === 'queued' || run.state === 'running';
  const since = (figure: Figure) =>
    before && !isMoving ? changesText(run[figure] - before[figure]) : undefined;
  const count = (effect: Effect, mode: Mode) =>
    effects.find((one) => one.effect === effect && one.mode === mode)?.count ?? 0;
  // What a later run took over is in no list of this one any more: then no figure leads to fewer than it says.
  const listOf = (effect: Effect, figure: number, mode: Mode = 'live') =>
    count(effect, mode) > 0 && count(effect, 'live') + count(effect, 'test') === figure
      ? effectHref(run.id, effect, mode)
      : undefined;
  const effectStat = (
    label: string,
    figure: Exclude<Figure, 'seen' | 'matched'>,
    effect: Effect,
    tone?: 'bad',
  ) => (
    <Stat
      label={label}
      value={run[figure]}
      note={
        <EffectNote
          change={since(figure)}
          test={count(effect, 'test')}
          href={listOf(effect, run[figure], 'test')}
        />
      }
      tone={tone}
      href={listOf(effect, run[figure])}
    />
  );
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
      <Section heading="Progress">
        <p className="mb-2">
          <RunState state={run.state} /> {isMoving ? `· ${run.phase}` : null}
          {isMoving ? <Pace run={run} now={now} /> : null}
          {run.finishedAt ? (
            <>
              {' '}
              · <Time at={run.finishedAt} zone={zone} />
            </>
          ) : null}
        </p>
        <Progress
          label={`Fetched, ${run.seen} invoices`}
          done={run.slicesDone}
          total={run.slicesTotal || null}
        />
        <Progress label="Asked by id" done={run.recheckDone} total={run.recheckTotal} />
      </Section>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Stat label="Invoices seen" value={run.seen} note={since('seen')} />
        <Stat label="Invoices matched" value={run.matched} tone="good" note={since('matched')} />
        {effectStat('Healed', 'healed', 'healed')}
        {effectStat('Opened', 'opened', 'opened', run.opened > 0 ? 'bad' : undefined)}
        {effectStat('Found again', 'stillOpen', 'still_open')}
        {effectStat('Closed', 'closed', 'closed')}
        <Stat label="Expected" value={run.expected} note="differs, but younger than the grace" />
        <Stat
          label="Not compared"
          value={run.unanswered}
          note={run.short ? 'No answer, or counted and not shown' : 'Paymega gave no answer'}
          tone={run.unanswered > 0 ? 'warn' : 'plain'}
        />
      </div>
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

function effectHref(run: bigint, effect: Effect, mode: Mode): string {
  return `/discrepancies?${mode === 'test' ? 'mode=test&' : ''}state=all&run=${run}&effect=${effect}`;
}

function changesText(change: number): string {
  if (change === 0) return 'as before';
  return `${change > 0 ? '+' : '−'}${groupedDigits(String(Math.abs(change)))} on the one before`;
}
