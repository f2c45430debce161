import { patiently } from '#db/patience.ts';
import { unfinishedBatches } from '#reconciliation/comparison/check-batches.ts';
import { unfinishedRuns } from '#reconciliation/comparison/runs.ts';
import { unfinishedExports } from '#reconciliation/reports/background-export.ts';
import { withinScope } from '#runtime/observability/scope.ts';
import { carryOut } from './check-batch.ts';
import { checkPending } from './check-pending.ts';
import { checkOne } from './check-status.ts';
import { deliverReport } from './deliver-report.ts';
import { foldTotals } from './fold-totals.ts';
import { keepBodies } from './keep-bodies.ts';
import { makeExportFile } from './make-export.ts';
import { matchStatements } from './match-statements.ts';
import { planReports } from './plan-reports.ts';
import { planRuns } from './plan-runs.ts';
import { JOBS, type JobName, type Payload } from './queue.ts';
import { reconcile } from './reconcile.ts';
import { SCHEDULE } from './schedule.ts';
import { sendOneMessage } from './send-message.ts';
import { tellAuditHead } from './tell-audit-head.ts';
import type { JobTools } from './tools.ts';
import { dropRefusals, trim } from './trim.ts';
import { watchAlerts } from './watch-alerts.ts';

const PATIENCE_MS = 60_000;

type Handlers = { [Name in JobName]: (tools: JobTools, payload: Payload<Name>) => Promise<void> };

const HANDLERS: Handlers = {
  reconcile,
  'check-status': checkOne,
  'check-batch': carryOut,
  'make-export': makeExportFile,
  'plan-runs': planRuns,
  'plan-reports': planReports,
  'deliver-report': deliverReport,
  'watch-alerts': watchAlerts,
  'send-message': sendOneMessage,
  'check-pending': checkPending,
  'fold-totals': foldTotals,
  'match-statements': matchStatements,
  'tell-audit-head': tellAuditHead,
  trim,
  'keep-bodies': keepBodies,
  'trim-refusals': dropRefusals,
};

/** Starts to work: every queue gets its handler, every repeating job its schedule, and what died with a worker goes on. */
export async function startWorker(tools: JobTools): Promise<void> {
  const { boss } = tools.queue;
  const giveUpAt = Date.now() + PATIENCE_MS;
  await patiently(
    () => resumeWhatDied(tools),
    () => giveUpAt,
  );
  await Promise.all(names().map((name) => listen(tools, name)));
  for (const { job, cron } of SCHEDULE) await boss.schedule(job, cron);
}

function names(): JobName[] {
  return Object.keys(HANDLERS) as JobName[];
}

async function listen<Name extends JobName>(tools: JobTools, name: Name): Promise<void> {
  await tools.queue.work(name, (id, data) =>
    withinScope({ job: name, jobId: id }, () =>
      tools.tracing.spanned(
        `job ${name}`,
        { 'counterfoil.job': name, 'counterfoil.job_id': id },
        async () => {
          try {
            await HANDLERS[name](tools, JOBS[name].payload.parse(data ?? {}) as Payload<Name>);
            tools.log.debug('job done');
          } catch (error) {
            tools.log.warn({ err: error }, 'job failed');
            throw error;
          }
        },
      ),
    ),
  );
}

// A job that was active when its worker died would only come back after its expiry. The run itself is on record, and
// its lock went with the worker: so it is sent again, and finds its own slices. So does a batch of checks, and an export
// begins anew.
async function resumeWhatDied({ sql, queue }: JobTools): Promise<void> {
  for (const id of await unfinishedRuns(sql)) await queue.send('reconcile', { runId: id.toString() });
  for (const id of await unfinishedBatches(sql)) await queue.send('check-batch', { batchId: id.toString() });
  for (const id of await unfinishedExports(sql)) await queue.send('make-export', { exportId: id.toString() });
}
