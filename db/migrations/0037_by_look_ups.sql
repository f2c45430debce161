CREATE INDEX "discrepancies_unresolved_twins" ON "discrepancies" USING btree ("account_id","theirs","id") WHERE kind = 'double_payment' and state <> 'resolved';--> statement-breakpoint
-- By hand.
-- What a batch of callbacks has nothing of costs nothing: each of these planned its whole statement anew to find no row.
create or replace function keep_told_movements() returns trigger language plpgsql as $$
begin
  if exists (select from put) then
    perform refresh_movements('ours', array_agg(account_id), array_agg(invoice_id)) from put;
    perform refresh_movements('theirs', array_agg(account_id), array_agg(invoice_id)) from put;
  end if;
  return null;
end
$$;
--> statement-breakpoint
create or replace function keep_first_reports(which_book text, account_ids integer[], invoice_ids text[]) returns void
language plpgsql as $$
begin
  if account_ids is null then
    return;
  end if;
  insert into first_reports (account_id, invoice_id, kind, total, reported_at)
  select row.account_id, row.id, told.kind, told.total, row.as_of
  from unnest(account_ids, invoice_ids) as asked(account_id, id)
  cross join lateral payment_of_book(which_book, asked.account_id, asked.id) as row
  cross join lateral reports_of(row.status, row.took_money, row.returned, row.charged_back_amount, row.refunded_amount,
    row.processed_at) as told
  -- A look-up in a scalar select, which no plan can turn into a join that reads all reports.
  where (
    select true from first_reports as known
    where (invoice_id, account_id, known.kind, known.total) >= (row.id, row.account_id, told.kind, told.total)
      and (invoice_id, account_id, known.kind, known.total, reported_at)
        <= (row.id, row.account_id, told.kind, told.total, row.as_of)
    order by invoice_id, account_id, known.kind, known.total, reported_at limit 1
  ) is null;
end
$$;
--> statement-breakpoint
create or replace function refresh_movements(which_book text, account_ids integer[], invoice_ids text[]) returns void
language plpgsql as $$
begin
  if account_ids is null then
    return;
  end if;
  insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
    ordered, fee, unknown_fees)
  with asked as materialized (
    select distinct account_id, id from unnest(account_ids, invoice_ids) as asked(account_id, id)
  ), wanted as (
    select row.account_id, row.mode, row.id, wanted.kind, row.currency, row.service, wanted.happened_at, wanted.events,
      wanted.amount, wanted.ordered, wanted.fee, wanted.unknown_fees
    from asked
    cross join lateral payment_of_book(which_book, asked.account_id, asked.id) as row
    cross join lateral movements_of(row.account_id, row.id, row.status, row.stage, row.took_money, row.amount,
      row.received, row.processed_fee, row.returned, row.refunded_amount, row.charged_back_amount, row.processed_at,
      row.as_of) as wanted
    union all
    select known.account_id, known.mode, known.invoice_id, known.kind, known.currency, known.service, known.happened_at,
      -known.events, -known.amount, -known.ordered, -known.fee, -known.unknown_fees
    from asked cross join lateral (
      -- Compared as a row, for which the payment's index alone serves, whatever the statistics say.
      select * from movements
      where (invoice_id, account_id, book) >= (asked.id, asked.account_id, which_book)
        and (invoice_id, account_id, book) <= (asked.id, asked.account_id, which_book)
      order by invoice_id, account_id, book offset 0
    ) as known
  )
  select account_id, which_book, mode, id, kind, currency, service, happened_at, sum(events), sum(amount),
    sum(ordered), sum(fee), sum(unknown_fees)
  from wanted
  group by account_id, mode, id, kind, currency, service, happened_at
  having sum(events) <> 0 or sum(amount) <> 0 or sum(ordered) <> 0 or sum(fee) <> 0 or sum(unknown_fees) <> 0
  order by id, happened_at, kind;
end
$$;
--> statement-breakpoint
-- Whether all that happened to a payment is its sale stands in the statements themselves: as a function it was called, and
-- begun and ended, twice a row.
create or replace function keep_new_movements() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, which_book, mode, quarter_of(created_at), currency, service, 'created', count(*), 0, sum(amount),
    0, 0, 0
  from put group by account_id, mode, quarter_of(created_at), currency, service;
  if exists (select from put where took_money) then
    insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
      ordered, fee, unknown_fees)
    select account_id, which_book, mode, id, 'processed', currency, service, processed_at, 1, received, amount,
      coalesce(processed_fee, 0), (processed_fee is null)::integer
    from put where took_money and processed_at is not null and returned = 0 and (
      select true from first_reports
      where (invoice_id, first_reports.account_id) = (put.id, put.account_id) limit 1) is null
    order by id;
  end if;
  if exists (select from put where stage = 1 or returned > 0 or took_money) then
    perform keep_first_reports(which_book, array_agg(account_id), array_agg(id)) from put
    where stage = 1 or returned > 0 or (took_money and processed_at is null);
    perform refresh_movements(which_book, array_agg(account_id), array_agg(id)) from put
    where (stage = 1 or returned > 0 or took_money)
      and (took_money and processed_at is not null and returned = 0 and (
      select true from first_reports
      where (invoice_id, first_reports.account_id) = (put.id, put.account_id) limit 1) is null) is not true;
  end if;
  return null;
end
$$;
--> statement-breakpoint
create or replace function keep_changed_movements() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, which_book, mode, quarter_of(created_at), currency, service, 'created', sum(sign), 0,
    sum(sign * amount), 0, 0, 0
  from (
    select 1 as sign, account_id, mode, created_at, currency, service, amount from put
    union all
    select -1, account_id, mode, created_at, currency, service, amount from taken
  ) as changed
  group by account_id, mode, quarter_of(created_at), currency, service
  having sum(sign) <> 0 or sum(sign * amount) <> 0;
  if exists (select from put where took_money or stage = 1 or returned > 0)
    or exists (select from taken where took_money or stage = 1 or returned > 0) then
    insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
      ordered, fee, unknown_fees)
    select put.account_id, which_book, put.mode, put.id, 'processed', put.currency, put.service, put.processed_at, 1,
      put.received, put.amount, coalesce(put.processed_fee, 0), (put.processed_fee is null)::integer
    from put join taken using (account_id, id)
    where not (taken.took_money or taken.stage = 1 or taken.returned > 0)
      and put.took_money and put.processed_at is not null and put.returned = 0 and (
      select true from first_reports
      where (invoice_id, first_reports.account_id) = (put.id, put.account_id) limit 1) is null
    order by put.id;
    perform keep_first_reports(which_book, array_agg(account_id), array_agg(id)) from put
    where stage = 1 or returned > 0 or (took_money and processed_at is null);
    perform refresh_movements(which_book, array_agg(put.account_id), array_agg(put.id))
    from put join taken using (account_id, id)
    where (put.mode, put.currency, put.service, put.status, put.amount, put.received, put.processed_fee, put.returned,
        put.refunded_amount, put.charged_back_amount, put.processed_at, put.is_ahead)
      is distinct from (taken.mode, taken.currency, taken.service, taken.status, taken.amount, taken.received,
        taken.processed_fee, taken.returned, taken.refunded_amount, taken.charged_back_amount, taken.processed_at,
        taken.is_ahead)
      and (taken.took_money or taken.stage = 1 or taken.returned > 0
        or ((put.took_money or put.stage = 1 or put.returned > 0)
          and (put.took_money and put.processed_at is not null and put.returned = 0 and (
      select true from first_reports
      where (invoice_id, first_reports.account_id) = (put.id, put.account_id) limit 1) is null) is not true));
  end if;
  return null;
end
$$;
--> statement-breakpoint
drop function is_plain_sale(integer, text, boolean, timestamptz, bigint);
--> statement-breakpoint
-- One plan for good, by look-ups alone, whether it was made when the books were empty or not.
alter function refresh_movements(text, integer[], text[]) set plan_cache_mode = force_generic_plan
  set enable_seqscan = off;
--> statement-breakpoint
alter function keep_first_reports(text, integer[], text[]) set plan_cache_mode = force_generic_plan
  set enable_seqscan = off;
--> statement-breakpoint
alter function keep_new_movements() set plan_cache_mode = force_generic_plan
  set enable_seqscan = off;
--> statement-breakpoint
alter function keep_changed_movements() set plan_cache_mode = force_generic_plan
  set enable_seqscan = off;
--> statement-breakpoint
-- Of invoices that were just heard of those that are on the list of discrepancies, or may come to be: suspect by themselves,
-- or paid for an order that another invoice is paid for. Each look-up is by a whole key and in the order of its index, and
-- planned so that it can be nothing else: after a burst the statistics know nothing of the rows that came.
create function maybe_on_list(account_ids integer[], invoice_ids text[]) returns table (account_id integer, id text)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_sort = off
set enable_incremental_sort = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query
  select reported.account_id, reported.id
  from unnest(account_ids, invoice_ids) as reported(account_id, id)
  cross join lateral (
    select * from invoices where (account_id, id) >= (reported.account_id, reported.id) order by account_id, id limit 1
  ) as book
  where (book.account_id, book.id) = (reported.account_id, reported.id) and (
    (book.is_suspect and book.is_final)
    or (select true from discrepancies
      where (account_id, subject) >= (book.account_id, book.id) and (account_id, subject) <= (book.account_id, book.id)
        and state <> 'resolved'
      order by account_id, subject, kind, discrepancies.id limit 1)
    or (select true from invoices as other
      where (account_id, mode, reference_id) >= (book.account_id, book.mode, book.reference_id)
        and (account_id, mode, reference_id) <= (book.account_id, book.mode, book.reference_id)
        and took_money and reference_id is not null and received > returned and other.id <> book.id
      order by account_id, mode, reference_id, created_at, other.id limit 1)
    or (select true from mirror as other
      where (account_id, reference_id, mode) >= (book.account_id, book.reference_id, book.mode)
        and (account_id, reference_id, mode) <= (book.account_id, book.reference_id, book.mode)
        and took_money and received > returned and other.id <> book.id
      order by account_id, reference_id, mode limit 1));
end
$$;
