import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Amount } from '../books/amount.ts';
import { seenOf, stateOf, troubledAlone } from '../books/judged-payments.ts';
import {
  isNoMoney,
  lessSide,
  type MoneyLine,
  type MoneySide,
  type MoneySum,
  plusSide,
  sideOf,
} from './money-figures.ts';

/** A discrepancy that stands for a difference, and how it was resolved, where it was. */
export type Explanation = {
  id: string;
  kind: string;
  severity: string;
  state: string;
  resolution: string | null;
};

/** One payment by which the two books differ on a day: ours less theirs. */
export type Differing = {
  invoiceId: string;
  referenceId: string | null;
  currency: string;
  service: string | null;
  difference: MoneySide;
  /** The discrepancies of the payment, those that are unresolved first. */
  explanations: readonly Explanation[];
  /**
   * Whether its two sides were not compared (judged-payments.ts): no difference yet that anybody could
   * explain.
   */
  isNotCompared: boolean;
};

/** What a difference is explained by: payments of one kind that ended the same way. */
export type ExplainedGroup = {
  currency: string;
  service: string | null;
  kind: string;
  state: string;
  resolution: string | null;
  payments: number;
  difference: MoneySide;
};

/** How a line's difference is explained; the three together are the difference, to the minor unit. */
export type ExplainedLine = {
  currency: string;
  service: string | null;
  groups: ExplainedGroup[];
  notCompared: { payments: number; difference: MoneySide };
  /** With no item on the work list; what the listed ones do not come to is among it. */
  unexplained: { payments: number; difference: MoneySide };
};

type Row = {
  invoiceId: string;
  referenceId: string | null;
  currency: string;
  exponent: number;
  service: string | null;
  sums: MoneySum[];
  explanations: Explanation[];
  isNotCompared: boolean;
};

/**
 * The payments whose money of a business day the two books do not tell alike, each with what the work list says of it.
 * One that is in both books with the same movements is none, whatever else differs.
 */
export async function differingOfDay(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  day: string,
): Promise<Differing[]> {
  const { starts, ends } = dayOf(day, account.timeZone);
  const rows = await sql<Row[]>`
    with apart as materialized (
      select invoice_id as id, currency, service, kind, sum(sign * events) as events,
        sum(sign * amount) as amount, sum(sign * fee) as fee, sum(sign * unknown_fees) as unknown_fees
      from (
        select *, case book when 'ours' then 1 else -1 end as sign from movements
        where account_id = ${account.id} and mode = ${mode} and happened_at >= ${starts}
          and happened_at < ${ends} and kind in ('processed', 'refunded', 'charged_back')
      ) as moved
      group by invoice_id, currency, service, kind
      having sum(sign * events) <> 0 or sum(sign * amount) <> 0 or sum(sign * fee) <> 0
        or sum(sign * unknown_fees) <> 0
    ), differing as materialized (
      select id, currency, service, jsonb_agg(jsonb_build_object('kind', kind, 'events', events,
        'amount', amount::text, 'fee', fee::text, 'unknownFees', unknown_fees) order by kind) as sums
      from apart group by id, currency, service
    ), elements as materialized (
      select one.id, coalesce(ours.reference_id, theirs.reference_id) as reference_id,
        coalesce(ours.created_at, theirs.created_at) as created_at
      from (select distinct id from differing) as one
      left join lateral (
        select reference_id, created_at from invoices
        where (account_id, id) = (${account.id}, one.id) limit 1
      ) as ours on true
      left join lateral (
        select reference_id, created_at from mirror
        where (account_id, id) = (${account.id}, one.id) limit 1
      ) as theirs on true
    ), span as materialized (
      select min(created_at) as starts from elements
    ), ${troubledAlone(sql, { accountId: account.id, mode })}, ${seenOf(sql, account.id)}
    select differing.id as invoice_id, elements.reference_id, differing.currency, exponent,
      differing.service, sums,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', item.id::text, 'kind', kind, 'severity', severity,
            'state', state, 'resolution', resolution)
          order by (state = 'resolved'), array_position(${sql.array(SEVERE)}::text[], severity), item.id)
        from discrepancies as item where account_id = ${account.id} and subject = differing.id
      ), '[]') as explanations,
      coalesce(${stateOf(sql, account.id)} = 'not_compared', true) as is_not_compared
    from differing
    join currencies on currencies.code = differing.currency
    join elements on elements.id = differing.id
    left join seen on seen.id = differing.id
    order by differing.currency, differing.service nulls first, differing.id`;
  return rows.map(({ currency, exponent, sums, ...row }) => ({
    ...row,
    currency,
    difference: sideOf(sums, currency, exponent),
  }));
}

const SEVERE = ['critical', 'high', 'medium', 'low'];

/** How the difference of each line is explained by the payments that differ. */
export function explained(lines: readonly MoneyLine[], differing: readonly Differing[]): ExplainedLine[] {
  return lines
    .map(({ currency, exponent, service, difference }) => {
      const own = differing.filter((one) => one.currency === currency && one.service === service);
      const nothing = sideOf([], currency, exponent);
      const sum = (some: readonly Differing[]) => some.map((one) => one.difference).reduce(plusSide, nothing);
      const late = own.filter(({ isNotCompared }) => isNotCompared);
      const listed = own.filter(
        ({ isNotCompared, explanations }) => !isNotCompared && explanations.length > 0,
      );
      return {
        ...{ currency, service, groups: groupsOf(listed) },
        notCompared: { payments: late.length, difference: sum(late) },
        unexplained: {
          payments: own.length - late.length - listed.length,
          difference: lessSide(lessSide(difference, sum(listed)), sum(late)),
        },
      };
    })
    .filter((line) => line.groups.length + line.notCompared.payments > 0 || !isExplainedLine(line));
}

/** Whether nothing of a line's difference is left unexplained: two that cancel out are two. */
export function isExplainedLine({ unexplained }: Pick<ExplainedLine, 'unexplained'>): boolean {
  return unexplained.payments === 0 && isNoMoney(unexplained.difference);
}

function groupsOf(listed: readonly Differing[]): ExplainedGroup[] {
  const groups = new Map<string, ExplainedGroup>();
  for (const { currency, service, difference, explanations } of listed) {
    const [first] = explanations;
    if (!first) continue;
    const { kind, state, resolution } = first;
    const key = `${kind} ${state} ${resolution}`;
    const known = groups.get(key);
    groups.set(key, {
      ...{ currency, service, kind, state, resolution },
      payments: (known?.payments ?? 0) + 1,
      difference: known ? plusSide(known.difference, difference) : difference,
    });
  }
  return [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** By what the two books differ on a day in one currency, as net money: all of it together is the difference. */
export type Left = {
  currency: string;
  resolved: { payments: number; net: Amount };
  unresolved: { payments: number; net: Amount };
  notCompared: { payments: number; net: Amount };
  unexplained: { payments: number; net: Amount };
};

/** What a day is signed with: by currency, how much differs and is resolved, is not, or has no explanation. */
export function leftOf(lines: readonly ExplainedLine[]): Left[] {
  return [...new Set(lines.map(({ currency }) => currency))].map((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const groups = own.flatMap((line) => line.groups);
    return {
      currency,
      resolved: netOf(
        own,
        groups.filter(({ state }) => state === 'resolved'),
      ),
      unresolved: netOf(
        own,
        groups.filter(({ state }) => state !== 'resolved'),
      ),
      notCompared: netOf(
        own,
        own.map((line) => line.notCompared),
      ),
      unexplained: netOf(
        own,
        own.map((line) => line.unexplained),
      ),
    };
  });
}

type Some = { payments: number; difference: MoneySide };

function netOf([any]: readonly ExplainedLine[], some: readonly Some[]): { payments: number; net: Amount } {
  if (!any) throw new Error('a currency without a line');
  const minor = some.reduce((sum, { difference }) => sum + difference.net.minor, 0n);
  return {
    payments: some.reduce((sum, { payments }) => sum + payments, 0),
    net: { ...any.unexplained.difference.net, minor },
  };
}
