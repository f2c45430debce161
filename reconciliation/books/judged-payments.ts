import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';
import { createdOfQuarantined } from './created-of-quarantined.ts';
import { countedPairs } from './pairs.ts';

type Asked = { accountId: number; mode: Mode };

/**
 * What became of the payments of the rows `day` (day, starts, ends), one day after the other: CTEs to stand behind theirs. The rule is the one of
 * docs/glossary.md, and this is the only place that has it.
 *
 * - `counted_quarters`: how many pairs of each quarter of an hour agree, how many of those were compared (inside), and
 *   how many payments are apart in a quarter that no run compared.
 * - `judged`: payments that are looked at one by one (apart where a run compared, or something is known of them alone),
 *   each with its state `matched`, `differs` or `not_compared`, and what of the figures above is about it.
 * - `held`: what cannot be read and stands in neither book.
 *
 * A payment was compared where a finished run read a whole list of its time of creation (`compared_stretches`), or
 * Paymega, asked for it by id, answered; not where our book has heard of it since, where a run's last question about it
 * had no answer, or where what was told of it last cannot be read.
 */
export function judgedPayments(sql: Queryable, asked: Asked): Fragment {
  return sql`
    span as materialized (
      select min(starts) as starts, max(ends) as ends from day
    ), ${coverage(sql, asked)}, ${namedAlone(sql, asked)}, ${judgements(sql, asked)}`;
}

function coverage(sql: Queryable, { accountId, mode }: Asked): Fragment {
  return sql`
    covered as materialized (
      select coalesce(range_agg(tstzrange(compared_from, compared_to)), '{}') as instants
      from compared_stretches cross join span
      where account_id = ${accountId} and compared_to > starts and compared_from < ends
    ), fresh as materialized (
      select distinct quarter from book_totals
      where account_id = ${accountId} and mode = ${mode} and not is_folded
        and quarter >= (select starts from span) and quarter < (select ends from span)
    ), known_pairs as materialized (
      select quarter, agreeing, apart_ids, apart_created_at,
        counted_version = version and quarter not in (select quarter from fresh) as holds
      from book_pairs
      where account_id = ${accountId} and mode = ${mode}
        and quarter >= (select starts from span) and quarter < (select ends from span)
    ), wanted as materialized (
      select ${accountId}::int as account_id, ${mode}::text as mode, quarter from known_pairs where not holds
      union
      select ${accountId}::int, ${mode}::text, quarter from fresh
    ), newly_counted as materialized (
      select wanted.quarter, pairs.* from wanted cross join lateral (${countedPairs(sql)}) as pairs
    ), counted_pairs as materialized (
      select quarter, agreeing, apart_ids, apart_created_at from known_pairs where holds
      union all
      select quarter, agreeing, apart_ids, apart_created_at from newly_counted
    ), ordered_days as materialized (
      select array_agg(day order by starts) as days, array_agg(starts order by starts) as starts from day
    ), placed_pairs as materialized (
      select ordered_days.days[width_bucket(quarter, ordered_days.starts)] as day, pairs.*,
        tstzrange(quarter, quarter + interval '15 minutes') <@ instants as is_whole,
        tstzrange(quarter, quarter + interval '15 minutes') && instants as is_touched
      from counted_pairs as pairs cross join ordered_days cross join covered
    ), counted_quarters as materialized (
      select day, quarter, agreeing, is_touched,
        case when is_whole then agreeing when not is_touched then 0 else (
          select count(*)::int
          from invoices as ours join mirror as theirs using (account_id, id, fingerprint)
          where ours.account_id = ${accountId} and ours.mode = ${mode} and theirs.mode = ${mode}
            and ours.created_at >= quarter and ours.created_at < quarter + interval '15 minutes'
            and theirs.created_at = ours.created_at and ours.created_at <@ instants
        ) end as agreeing_inside,
        case when is_touched then 0 else cardinality(apart_ids) end as apart_outside
      from placed_pairs cross join covered
    )`;
}

/**
 * What keeps single payments from having been compared: CTEs `held_documents` and `unanswered`, to stand
 * behind a CTE `span` (starts, ends) of when they were created.
 */
export function troubledAlone(sql: Queryable, { accountId, mode }: Asked): Fragment {
  return sql`
    held_documents as materialized (
      -- In which mode it was is all that the books do not know better.
      select subject, min(${createdOfQuarantined(sql)}) filter (where mode = ${mode}) as created_at
      from quarantine as quarantined
      where account_id = ${accountId} and released_at is null group by subject
    ), unanswered as materialized (
      select invoice_id as id, max(asked_at) as asked_at from status_checks cross join span
      where account_id = ${accountId} and outcome = 'no_answer' and asked_by = 'run'
        and asked_at >= starts - interval '1 day'
      group by invoice_id
    )`;
}

// Whatever is known of single payments, beyond what runs compared: few.
function namedAlone(sql: Queryable, asked: Asked): Fragment {
  const { accountId } = asked;
  return sql`${troubledAlone(sql, asked)}, answered as materialized (
      -- Asked after it was created: so none before the first quarter that no run compared.
      select distinct invoice_id as id from status_checks
      where account_id = ${accountId} and outcome in ('found', 'not_found') and asked_at >= (
        select min(quarter) - interval '1 day' from placed_pairs where not is_whole)
    ), named as materialized (
      select subject as id from held_documents union select id from unanswered union select id from answered
    )`;
}

function judgements(sql: Queryable, { accountId, mode }: Asked): Fragment {
  return sql`
    elements as materialized (
      select id, created_at from placed_pairs cross join lateral unnest(apart_ids, apart_created_at)
        as apart(id, created_at)
      where is_touched
      union
      select named.id, reported.created_at from named cross join span cross join lateral (
        select created_at from invoices where (account_id, id, mode) = (${accountId}, named.id, ${mode})
        union select created_at from mirror where (account_id, id, mode) = (${accountId}, named.id, ${mode})
      ) as reported
      where reported.created_at >= starts and reported.created_at < ends
    ), ${seenOf(sql, accountId)}, judged as materialized (
      select day.day, seen.id, seen.created_at, agrees, list_read_at is not null as is_inside,
        coalesce(quarters.is_touched, false) as is_touched,
        ${stateOf(sql, accountId)} as state
      from seen
      join day on seen.created_at >= starts and seen.created_at < ends
      left join counted_quarters as quarters on quarters.quarter = quarter_of(seen.created_at)
    ), quarantined as materialized (
      select day.day, subject from held_documents join day on created_at >= starts and created_at < ends
      where not exists (select from invoices where (account_id, id) = (${accountId}, subject))
        and not exists (select from mirror where (account_id, id) = (${accountId}, subject))
    )`;
}

/**
 * What either book and every question know of the rows `elements` (id, created_at): a CTE `seen` behind
 * theirs.
 */
export function seenOf(sql: Queryable, accountId: number): Fragment {
  return sql`
    seen as materialized (
      select elements.id, elements.created_at, theirs.id is not null as has_theirs,
        coalesce(ours.fingerprint = theirs.fingerprint, false) as agrees, ours.received_at, theirs.fetched_at
          as reported_at,
        slice.read_at as list_read_at, greatest(slice.read_at, alone.asked_at) as read_at,
        unanswered.asked_at as unanswered_at, held_documents.subject is not null as is_held
      from elements
      left join unanswered on unanswered.id = elements.id
      left join held_documents on held_documents.subject = elements.id
      -- One poll-up each: a join would trust statistics, which lag behind books that grow.
      left join lateral (
        select id, fingerprint, received_at from invoices where (account_id, id) = (${accountId}, elements.id)
        limit 1
      ) as ours on true
      left join lateral (
        select id, fingerprint, fetched_at from mirror where (account_id, id) = (${accountId}, elements.id)
        limit 1
      ) as theirs on true
      left join lateral (
        select read_at from (
          select compared_to, read_at from compared_stretches
          where account_id = ${accountId} and compared_from <= elements.created_at
          order by compared_from desc limit 1
        ) as nearest where compared_to > elements.created_at
      ) as slice on true
      left join lateral (
        -- The offset keeps it to the few of this invoice: the latest of all, until one fits, may be a
        -- million.
        select max(asked_at) as asked_at from (
          select asked_at from status_checks
          where account_id = ${accountId} and invoice_id = elements.id and outcome in ('found', 'not_found')
            and (slice.read_at is null or ours.received_at > slice.read_at or unanswered.asked_at is not null)
          offset 0
        ) as answers
      ) as alone on true
    )`;
}

/** Whether a row of `seen` is `matched`, `differs` or was `not_compared`, as SQL. */
export function stateOf(sql: Queryable, accountId: number): Fragment {
  return sql`
        case
          when read_at is null or is_held or coalesce(unanswered_at > read_at, false) then 'not_compared'
          when agrees then 'matched'
          when coalesce(received_at > greatest(read_at, reported_at), false) then 'not_compared'
          when not has_theirs and not exists (
            select from missing_at_provider where (account_id, id) = (${accountId}, seen.id))
              then 'not_compared'
          else 'differs'
        end`;
}
