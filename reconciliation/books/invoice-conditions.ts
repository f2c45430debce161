import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import { fragments, type Fragment as SqlFragment, type Tag } from '#db/sql.ts';
import type { DaysOfFilter, Stretch } from '#identity/accounts/business-day.ts';
import { within } from '#identity/accounts/within-days.ts';
import type { Mode } from '#paymega/mode.ts';
import { AGE_BANDS, type AgeBand } from './age-bands.ts';
import { onClock, stretchesOf } from './on-clock.ts';
import { hasResult, type Result } from './results.ts';
import { isAmount } from './searched-amount.ts';

/** What a list of invoices shows; also what its export contains. */
export type InvoiceFilter = DaysOfFilter<'from' | 'to'> & {
  accountId: number;
  mode: Mode | 'all';
  status?: string | undefined;
  /** Only those that are not final. */
  isPending?: boolean | undefined;
  currency?: string | undefined;
  /** Only those of which nothing has moved for about this long. */
  age?: AgeBand | undefined;
  /** Exactly these. */
  ids?: readonly string[] | undefined;
  /** An id or a reference, whole or its beginning; or an amount as it is shown, that of the order or the one paid. */
  search?: string | undefined;
  /** Null for those of which none was told; the same of the resolution. */
  service?: string | null | undefined;
  resolution?: string | null | undefined;
  result?: Result | undefined;
  /** Of the days from and to, which there must be then: 1 is Monday, and the hour that the account's clocks show. */
  weekday?: number | undefined;
  hour?: number | undefined;
  // from, to: days of creation, both included.
};

/** The filter as SQL, on `invoices as book`; list, count and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: InvoiceFilter): Fragment {
  const { search } = filter;
  return sql`book.account_id = ${filter.accountId}
    ${filter.mode === 'all' ? sql`and book.mode in ('live', 'test')` : sql`and book.mode = ${filter.mode}`}
    ${filter.status ? sql`and book.status = ${filter.status}` : sql``}
    ${filter.isPending ? sql`and not book.is_final` : sql``}
    ${filter.currency ? sql`and book.currency = ${filter.currency}` : sql``}
    ${filter.service === undefined ? sql`` : sql`and book.service ${equals(sql, filter.service)}`}
    ${filter.resolution === undefined ? sql`` : ofResolution(sql, filter.resolution)}
    ${filter.result ? sql`and ${hasResult(sql, filter.result)}` : sql``}
    ${filter.age ? ofAge(sql, filter.age) : sql``}
    ${filter.ids ? among(sql, filter.ids) : sql``}
    ${search ? matching(sql, search) : sql``}
    ${within(sql, sql`book.created_at`, filter)}
    ${ofClock(sql, filter)}`;
}

// In words that an index knows.
function equals<Fragment>(sql: Tag<Fragment>, value: string | null): Fragment {
  return value === null ? sql`is null` : sql`= ${value}`;
}

// All but what nearly every payment says have an index.
function ofResolution<Fragment>(sql: Tag<Fragment>, resolution: string | null): Fragment {
  const isRare = resolution === 'ok' ? sql`` : sql`and book.resolution is distinct from 'ok'`;
  return sql`and book.resolution ${equals(sql, resolution)} ${isRare}`;
}

/**
 * The invoices that a filter finds, as a query: hour by hour, or weekday by weekday, where it asks for some of many days, so
 * that what lies between them is not read.
 */
export function found(sql: Queryable, filter: InvoiceFilter): SqlFragment {
  const all = conditions(fragments(sql), filter);
  const { from, to, timeZone, weekday, hour } = filter;
  if (!from || !to || !timeZone || (weekday === undefined && hour === undefined))
    return sql`select book.* from invoices as book where ${all}`;
  const stretches = stretchesOf({ from, to, timeZone, weekday, hour });
  const column = (of: (stretch: Stretch) => Date) =>
    arrayLiteral(stretches.map((one) => of(one).toISOString()));
  return sql`
    select book.* from unnest(
      ${column(({ starts }) => starts)}::timestamptz[], ${column(({ ends }) => ends)}::timestamptz[]
    ) as stretch(starts, ends) cross join lateral (
      select book.* from invoices as book
      where ${all} and book.created_at >= stretch.starts and book.created_at < stretch.ends offset 0
    ) as book`;
}

/** As JSON, which a literal can hold as well as a parameter, whatever an id is made of. */
function among<Fragment>(sql: Tag<Fragment>, ids: readonly string[]): Fragment {
  return sql`and book.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
}

function ofClock<Fragment>(sql: Tag<Fragment>, filter: InvoiceFilter): Fragment {
  const { from, to, timeZone, weekday, hour } = filter;
  if (weekday === undefined && hour === undefined) return sql``;
  if (!from || !to || !timeZone) throw new Error('a weekday or an hour of a filter without its days');
  return onClock(sql, sql`book.created_at`, { from, to, timeZone, weekday, hour });
}

function ofAge<Fragment>(sql: Tag<Fragment>, age: AgeBand): Fragment {
  const place = AGE_BANDS.findIndex(({ key }) => key === age);
  const [until, from] = [AGE_BANDS[place]?.minutes ?? null, AGE_BANDS[place - 1]?.minutes ?? null];
  return sql`
    ${until === null ? sql`` : sql`and book.moved_at > now() - make_interval(mins => ${until}::int)`}
    ${from === null ? sql`` : sql`and book.moved_at <= now() - make_interval(mins => ${from}::int)`}`;
}

function matching<Fragment>(sql: Tag<Fragment>, search: string): Fragment {
  const of = {
    currency: sql`book.currency`,
    amounts: [sql`book.amount`, sql`book.payment_amount`],
  } as const;
  return sql`and (starts_with(book.id, ${search}) or starts_with(book.reference_id, ${search})
    or ${isAmount(sql, search, of)})`;
}
