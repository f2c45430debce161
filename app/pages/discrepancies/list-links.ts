import type { facets as readFacets } from '#reconciliation/discrepancies/groups.ts';
import { type Facet, GROUPINGS, type Group, type Grouping } from '#reconciliation/discrepancies/groups.ts';
import { SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import type { Effect } from '#reconciliation/discrepancies/of-run.ts';
import { withParams } from '../../forms/address.ts';
import { groupLabel } from './grouped.tsx';

/** The facets of the work list, each with the list that it leads to; the chosen one leads out of itself. */
export function facetLinks(
  url: URL,
  { kind, severity }: Pick<Awaited<ReturnType<typeof readFacets>>, 'kind' | 'severity'>,
  chosen: { kind?: string | undefined; severity?: string | undefined },
) {
  const link = (name: 'kind' | 'severity') => (facet: Facet) => {
    const active = chosen[name] === facet.key;
    return {
      ...{ label: groupLabel(name, facet.key), count: facet.count, active },
      href: withParams(url, { [name]: active ? undefined : facet.key, after: undefined }),
    };
  };
  return { kind: kind.map(link('kind')), severity: severity.toSorted(bySeverityRank).map(link('severity')) };
}

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

const RANKED: readonly string[] = SEVERITIES;

function bySeverityRank(a: Facet, b: Facet): number {
  const rank = ({ key }: Facet) => RANKED.indexOf(key);
  return rank(a) - rank(b);
}
