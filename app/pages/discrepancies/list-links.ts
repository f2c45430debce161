import { GROUPINGS, type Group, type Grouping } from '#reconciliation/discrepancies/groups.ts';
import type { Effect } from '#reconciliation/discrepancies/of-run.ts';
import { withParams } from '../../forms/address.ts';

/** By what the work list can be grouped, and that it is not. */
export function groupingLinks(url: URL, by: Grouping | undefined) {
  return [undefined, ...GROUPINGS].map((group) => ({
    label: group === undefined ? 'nothing' : group === 'assignee' ? 'reviewer' : group,
    href: withParams(url, { group, after: undefined, preview: undefined }),
    isActive: group === by,
  }));
}

/** Groups of the work list, each with its own part of the list. */
export function groupLinks(url: URL, groups: readonly Group[], by: Grouping | undefined) {
  return groups.map((group) => ({
    ...group,
    href: withParams(url, {
      group: undefined,
      [by ?? '']: by === 'assignee' ? String(group.assigneeId ?? 'none') : (group.key ?? 'unknown'),
    }),
  }));
}

/** The run that the work list is of, with the way to what is of all runs; null where it is of all of them. */
export function runLink(url: URL, run: bigint | undefined, effect: Effect | undefined) {
  if (run === undefined) return null;
  return {
    id: run,
    effect,
    allHref: withParams(url, { run: undefined, effect: undefined, after: undefined }),
  };
}
