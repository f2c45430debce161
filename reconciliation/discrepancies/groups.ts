import type { Queryable, Sql } from '#db/connection.ts';
import { fragments } from '#db/sql.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import { conditions, type DiscrepancyFilter } from './conditions.ts';
import { countDiscrepancies } from './list.ts';

/** By what a list can be grouped. */
export const GROUPINGS = ['kind', 'cause', 'severity', 'assignee'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Some that have one thing in common, with the money at risk per currency. */
export type Group = {
  /** The kind, the cause, the severity or the e-mail of whoever reviews it; null where there is none. */
  key: string | null;
  /** Of whoever reviews it, where the grouping is by that. */
  assigneeId: number | null;
  count: number;
  atRisk: Amount[];
  oldestAt: Date;
};

/** Those that match a filter, in groups; the largest first. */
export async function groups(sql: Queryable, filter: DiscrepancyFilter, by: Grouping): Promise<Group[]> {
  const keys = {
    kind: sql`item.kind`,
    cause: sql`item.cause`,
    severity: sql`item.severity`,
    assignee: sql`people.label`,
  };
  const rows = await sql<RawGroup[]>`
    select ${keys[by]} as key, ${by === 'assignee' ? sql`max(item.assignee_id)` : sql`null::int`}
      as assignee_id, item.currency, currencies.exponent,
      count(*)::int as count, coalesce(sum(item.at_risk), 0)::text as at_risk,
      min(item.invoice_created_at) as oldest_at
    from discrepancies as item join accounts on accounts.id = item.account_id
    left join currencies on currencies.code = item.currency
    left join people on people.id = item.assignee_id
    where ${conditions(fragments(sql), filter)}
    group by 1, item.currency, currencies.exponent
    order by 1, item.currency`;
  return merged(rows).toSorted((a, b) => b.count - a.count);
}

/** The money at risk of some, for each currency by itself, and of how many of them none is known. */
export type AtRisk = { amounts: Amount[]; unknown: number };

/**
 * What all that match a filter come to. Of what was resolved there may be as much as there are payments: of more than are
 * counted there are no facets, and no sums.
 */
export type Tally = {
  total: { count: number; capped: boolean };
  facets: Pick<Facets, 'kind' | 'severity'> | null;
  atRisk: AtRisk | null;
};

/** How many match a filter, of which kinds and severities, and what is at risk. */
export async function tallyOf(sql: Sql, filter: DiscrepancyFilter): Promise<Tally> {
  if (filter.state !== 'resolved' && filter.state !== 'all') {
    const [faceted, atRisk] = await Promise.all([facets(sql, filter), atRiskOf(sql, filter)]);
    return { total: { count: faceted.total, capped: false }, facets: faceted, atRisk };
  }
  const { kind, severity, ...wider } = filter;
  const [total, all] = await Promise.all([countDiscrepancies(sql, filter), countDiscrepancies(sql, wider)]);
  const [faceted, atRisk] = await Promise.all([
    all.capped ? null : facets(sql, filter),
    total.capped ? null : atRiskOf(sql, filter),
  ]);
  return { total, facets: faceted, atRisk };
}

async function atRiskOf(sql: Queryable, filter: DiscrepancyFilter): Promise<AtRisk> {
  const rows = await sql<{ currency: string | null; exponent: number | null; count: number; sum: string }[]>`
    select item.currency, currencies.exponent, count(*)::int as count,
      coalesce(sum(item.at_risk), 0)::text as sum
    from discrepancies as item join accounts on accounts.id = item.account_id
    left join currencies on currencies.code = item.currency
    where ${conditions(fragments(sql), filter)}
    group by item.currency, currencies.exponent order by item.currency`;
  const amounts = rows.map(({ currency, exponent, sum }) => amountOf(BigInt(sum), currency, exponent));
  return {
    amounts: amounts.filter((amount) => amount !== null),
    unknown: rows.reduce((all, row) => all + (row.currency === null ? row.count : 0), 0),
  };
}

/** Those of one kind or of one severity, where the list shows them or would, were that part of its filter another one. */
export type Facet = { key: string; count: number };

export type Facets = { kind: Facet[]; severity: Facet[]; total: number };

/**
 * By kind and by severity, the largest first, each as if nothing were asked about itself; and how many the whole filter
 * lets through. One look at them, where a list would need three.
 */
export async function facets(sql: Queryable, filter: DiscrepancyFilter): Promise<Facets> {
  const { kind, severity, ...wider } = filter;
  const rows = await sql<{ kind: string; severity: string; count: number }[]>`
    select item.kind, item.severity, count(*)::int as count
    from discrepancies as item join accounts on accounts.id = item.account_id
    where ${conditions(fragments(sql), wider)}
    group by item.kind, item.severity`;
  const ofSeverity = rows.filter((row) => severity === undefined || row.severity === severity);
  const ofKind = rows.filter((row) => kind === undefined || row.kind === kind);
  return {
    kind: summed(ofSeverity, 'kind'),
    severity: summed(ofKind, 'severity'),
    total: ofSeverity.filter((row) => ofKind.includes(row)).reduce((sum, { count }) => sum + count, 0),
  };
}

function summed<Key extends 'kind' | 'severity'>(
  rows: readonly (Record<Key, string> & { count: number })[],
  by: Key,
): Facet[] {
  const all = new Map<string, number>();
  for (const row of rows) all.set(row[by], (all.get(row[by]) ?? 0) + row.count);
  return [...all].map(([key, count]) => ({ key, count })).toSorted((a, b) => b.count - a.count);
}

type RawGroup = Omit<Group, 'atRisk'> & {
  currency: string | null;
  exponent: number | null;
  /** May be more than any amount is. */
  atRisk: string;
};

function merged(rows: readonly RawGroup[]): Group[] {
  const all = new Map<string | null, Group>();
  for (const { key, assigneeId, count, atRisk, currency, exponent, oldestAt } of rows) {
    const known = all.get(key) ?? { key, assigneeId, count: 0, atRisk: [], oldestAt };
    const amount = amountOf(BigInt(atRisk), currency, exponent);
    all.set(key, {
      ...known,
      count: known.count + count,
      atRisk: amount ? [...known.atRisk, amount] : known.atRisk,
      oldestAt: new Date(Math.min(oldestAt.getTime(), known.oldestAt.getTime())),
    });
  }
  return [...all.values()];
}
