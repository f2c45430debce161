import type { Queryable } from '#db/connection.ts';
import type { SEVERITIES } from '#db/values.ts';
import { type Amount, amountOf } from '../books/amount.ts';

/** What is not resolved of one kind. */
export type OpenKind = {
  kind: string;
  /** The highest severity that one of them has. */
  severity: (typeof SEVERITIES)[number];
  count: number;
  /** The money at risk, per currency. */
  atRisk: Amount[];
  /** When the oldest payment among them was created. */
  oldestAt: Date;
};

/** All that is not resolved, kind by kind and together. */
export type OpenKinds = { kinds: OpenKind[]; count: number; atRisk: Amount[] };

/**
 * What is not resolved of an account and a mode, by kind: the severest kinds first, then those with the most
 * money at risk (in the currency with the most items, then the next: money is not compared across
 * currencies), then the oldest.
 */
export async function openKinds(
  sql: Queryable,
  { accountId, mode }: { accountId: number; mode: 'live' | 'test' },
): Promise<OpenKinds> {
  const rows = await sql<Row[]>`
    select item.kind, item.severity, item.currency, currencies.exponent, count(*)::int as count,
      sum(item.at_risk)::text as at_risk, min(item.invoice_created_at) as oldest_at
    from discrepancies as item
    left join currencies on currencies.code = item.currency
    where item.account_id = ${accountId} and item.mode = ${mode} and item.state <> 'resolved'
    group by item.kind, item.severity, item.currency, currencies.exponent
    order by item.kind, item.currency`;
  const currencies = byItems(rows);
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
    return ofKind(
      kind,
      rows.filter((row) => row.kind === kind),
    );
  });
  return {
    kinds: kinds.toSorted((a, b) => order(a, b, currencies)),
    count: rows.reduce((sum, { count }) => sum + count, 0),
    atRisk: amountsOf(rows),
  };
}

type Row = {
  kind: string;
  severity: OpenKind['severity'];
  currency: string | null;
  exponent: number | null;
  count: number;
  /** May be more than any amount is; null where none of them tells it. */
  atRisk: string | null;
  oldestAt: Date;
};

const RANK: Record<OpenKind['severity'], number> = { low: 0, medium: 1, high: 2, critical: 3 };

function ofKind(kind: string, rows: readonly Row[]): OpenKind {
  const severest = rows.map(({ severity }) => severity).toSorted((a, b) => RANK[b] - RANK[a])[0] ?? 'low';
  return {
    ...{ kind, severity: severest, atRisk: amountsOf(rows) },
    count: rows.reduce((sum, { count }) => sum + count, 0),
    oldestAt: new Date(Math.min(...rows.map(({ oldestAt }) => oldestAt.getTime()))),
  };
}

function amountsOf(rows: readonly Row[]): Amount[] {
  const sums = new Map<string, { minor: bigint; exponent: number | null }>();
  for (const { currency, exponent, atRisk } of rows) {
    if (currency === null || atRisk === null) continue;
    sums.set(currency, { exponent, minor: (sums.get(currency)?.minor ?? 0n) + BigInt(atRisk) });
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([currency, { minor, exponent }]) => amountOf(minor, currency, exponent) ?? []);
}

/** The currencies, those of the most items first. */
function byItems(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>();
  for (const { currency, count } of rows) {
    if (currency !== null) counts.set(currency, (counts.get(currency) ?? 0) + count);
  }
  return [...counts]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([code]) => code);
}

function order(a: OpenKind, b: OpenKind, currencies: readonly string[]): number {
  if (a.severity !== b.severity) return RANK[b.severity] - RANK[a.severity];
  for (const currency of currencies) {
    const [one, other] = [a, b].map(
      ({ atRisk }) => atRisk.find((sum) => sum.currency === currency)?.minor ?? 0n,
    );
    if (one !== other) return (one ?? 0n) < (other ?? 0n) ? 1 : -1;
  }
  return a.oldestAt.getTime() - b.oldestAt.getTime();
}
