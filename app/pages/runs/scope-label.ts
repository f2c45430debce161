import type { Scope } from '#reconciliation/comparison/runs.ts';

/** What a run reaches over, in a word or two. */
export const SCOPE_LABELS: Record<Scope, string> = {
  recent: 'recent',
  deep: 'deep',
  sweep: 'sweep of older days',
  window: 'window',
};
