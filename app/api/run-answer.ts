import type { Run } from '#reconciliation/comparison/runs.ts';

/** A run as programs get it. */
export function runAnswer(run: Run): Record<string, unknown> {
  return {
    id: run.id.toString(),
    account: run.account,
    trigger: run.trigger,
    scope: run.scope,
    window_from: run.windowFrom,
    window_to: run.windowTo,
    state: run.state,
    phase: run.phase,
    words: run.message,
    slices_done: run.slicesDone,
    slices_total: run.slicesTotal,
    seen: run.seen,
    matched: run.matched,
    expected: run.expected,
    unanswered: run.unanswered,
    healed: run.healed,
    opened: run.opened,
    still_open: run.stillOpen,
    closed: run.closed,
    provider_total: run.short?.total ?? null,
    listed: run.short?.listed ?? null,
    changes: run.changes,
    changes_since: run.changesSince,
    changes_seen: run.changesSeen,
    queued_at: run.queuedAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
  };
}
