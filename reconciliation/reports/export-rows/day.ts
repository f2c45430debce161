import { type Literal, literal } from '#db/literal.ts';
import type { BusinessDay } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Clocks } from '../export-clocks.ts';
import { amount, type Column, day, localTime, number, text, time } from '../export-columns.ts';
import { identifier, joined, type Section } from '../export-content.ts';

export type DayAsked = { accountId: number; mode: Mode; stretch: BusinessDay };

/**
 * The payments of which money moved on a business day, by either book: both sides of that day, what they differ by, and the
 * discrepancies of each with how they were resolved.
 */
export function dayPayments(asked: DayAsked, clocks: Clocks): Section {
  return {
    name: 'payments',
    columns: [...whose(asked), ...moneyColumns(), ...times(clocks), ...items()],
    of: literal`from ${moved(asked)} as moved
      join accounts on accounts.id = ${asked.accountId}
      join currencies on currencies.code = moved.currency
      left join invoices as book on (book.account_id, book.id) = (${asked.accountId}, moved.invoice_id)
      left join mirror as theirs on (theirs.account_id, theirs.id) = (${asked.accountId}, moved.invoice_id)
      left join lateral (
        select string_agg(item.id::text, '; ' order by item.id) as ids,
          string_agg(item.kind, '; ' order by item.id) as kinds,
          string_agg(coalesce(item.resolution, item.state), '; ' order by item.id) as outcomes
        from discrepancies as item
        where (item.account_id, item.subject) = (${asked.accountId}, moved.invoice_id)
      ) as found on true`,
    summedOf: literal`from ${moved(asked)} as moved join currencies on currencies.code = moved.currency`,
    orderBy: literal`moved.currency, moved.happened_at, moved.invoice_id, moved.service`,
    currency: literal`moved.currency`,
    sums: MONEY.flatMap(({ name }) => [name, `paymega_${name}`, `difference_${name}`]),
  };
}

/** The same summed per currency, service and book: what is signed. */
export function dayFigures(asked: DayAsked): Section {
  const sums = MONEY.map(({ name }) => amount(name, literal`line.${identifier(name)}`));
  const totals = MONEY.map(({ name, of }) => literal`${of(literal`true`)} as ${identifier(name)}`);
  return {
    name: 'figures',
    columns: [
      day('business_day', literal`${asked.stretch.day}`),
      text('book', literal`case line.book when 'ours' then 'our book' else 'Paymega' end`),
      text('service', literal`line.service`),
      text('currency', literal`line.currency`),
      number('sales', literal`line.sales`),
      number('refunds', literal`line.refunds`),
      number('chargebacks', literal`line.chargebacks`),
      number('unknown_fees', literal`line.unknown_fees`),
      ...sums,
    ],
    of: literal`from (
        select moved.book, moved.service, moved.currency, ${joined(totals)},
          sum(events) filter (where kind = 'processed') as sales,
          sum(events) filter (where kind = 'refunded') as refunds,
          sum(events) filter (where kind = 'charged_back') as chargebacks, sum(unknown_fees) as unknown_fees
        from ${movements(asked)} as moved group by moved.book, moved.service, moved.currency
      ) as line join currencies on currencies.code = line.currency`,
    orderBy: literal`line.currency, line.service, line.book`,
    // Both books are in it: their sums are no sum of anything.
    currency: null,
    sums: [],
  };
}

const sumOf = (value: string, kind: string) => (book: Literal) =>
  literal`coalesce(sum(${identifier(value)}) filter (where kind = ${kind} and ${book}), 0)::bigint`;

const MONEY: readonly { name: string; of: (book: Literal) => Literal }[] = [
  { name: 'gross', of: sumOf('amount', 'processed') },
  { name: 'fee_charged', of: sumOf('fee', 'processed') },
  { name: 'refunded', of: sumOf('amount', 'refunded') },
  { name: 'charged_back', of: sumOf('amount', 'charged_back') },
  {
    name: 'net',
    of: (book) => literal`coalesce(sum(case kind when 'processed' then amount - fee else -amount end)
      filter (where ${book}), 0)::bigint`,
  },
];

function movements({ accountId, mode, stretch: { starts, ends } }: DayAsked): Literal {
  return literal`(
      select * from movements
      where account_id = ${accountId} and mode = ${mode}
        and happened_at >= ${starts.toISOString()}::timestamptz
        and happened_at < ${ends.toISOString()}::timestamptz
        and kind in ('processed', 'refunded', 'charged_back')
    )`;
}

/** A row for each payment, currency and service: both books' sums of the day, and ours less theirs. */
function moved(asked: DayAsked): Literal {
  const sides = MONEY.flatMap(({ name, of }) => {
    const [ours, theirs] = [of(literal`book = 'ours'`), of(literal`book = 'theirs'`)];
    return [
      literal`${ours} as ${identifier(name)}`,
      literal`${theirs} as ${identifier(`paymega_${name}`)}`,
      literal`${ours} - ${theirs} as ${identifier(`difference_${name}`)}`,
    ];
  });
  return literal`(
      select invoice_id, currency, service, min(happened_at) as happened_at, ${joined(sides)},
        coalesce(bool_or(unknown_fees > 0 and book = 'ours'), false) as is_fee_unknown
      from ${movements(asked)} as moved group by invoice_id, currency, service
      having count(*) filter (where events > 0) > 0 or sum(amount) <> 0 or sum(fee) <> 0
    )`;
}

function whose({ mode, stretch }: DayAsked): Column[] {
  return [
    text('account', literal`accounts.slug`),
    day('business_day', literal`${stretch.day}`),
    text('invoice_id', literal`moved.invoice_id`),
    text('reference_id', literal`coalesce(book.reference_id, theirs.reference_id)`),
    text('mode', literal`${mode}`),
    text('service', literal`moved.service`),
    text('currency', literal`moved.currency`),
    text('status', literal`book.status`),
    text('paymega_status', literal`theirs.status`),
  ];
}

function moneyColumns(): Column[] {
  return [
    ...MONEY.map(({ name }) => amount(name, literal`moved.${identifier(name)}`)),
    text('fee_known', literal`case when moved.is_fee_unknown then 'no' else 'yes' end`),
    ...['paymega_', 'difference_'].flatMap((side) =>
      MONEY.map(({ name }) => amount(`${side}${name}`, literal`moved.${identifier(`${side}${name}`)}`)),
    ),
  ];
}

function times(clocks: Clocks): Column[] {
  return [
    time('happened_at', literal`moved.happened_at`),
    localTime('happened_local', clocks.at(literal`moved.happened_at`)),
    time('created_at', literal`coalesce(book.created_at, theirs.created_at)`),
    localTime('created_local', clocks.at(literal`coalesce(book.created_at, theirs.created_at)`)),
  ];
}

function items(): Column[] {
  return [
    text('discrepancy_ids', literal`found.ids`),
    text('discrepancy_kinds', literal`found.kinds`),
    text('discrepancy_outcomes', literal`found.outcomes`),
  ];
}
