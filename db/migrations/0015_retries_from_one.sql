-- Whether a callback came again: Paymega's sender numbers its first attempt 1 (assumed; paymega/attempts.ts says the same).
create function is_retry(retry_count integer) returns boolean language sql immutable
return coalesce(retry_count, 0) > 1;
--> statement-breakpoint
create or replace function tell_callback_totals() returns trigger language plpgsql as $$
begin
  insert into callback_totals (account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
  select account_id, mode, date_trunc('hour', received_at, 'UTC'), verdict, is_retry(retry_count),
    case when verdict in ('new', 'newer') then delay_step(extract(epoch from received_at - updated_at)::float8) else -1 end,
    count(*)
  from moved group by 1, 2, 3, 4, 5, 6;
  return null;
end
$$;
--> statement-breakpoint
-- What was counted before took every first attempt for a retry: counted anew, in one statement, so that what another
-- process takes in meanwhile is in it either way, and once.
with gone as (
  delete from callback_totals
)
insert into callback_totals (is_folded, account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
select false, account_id, mode, date_trunc('hour', received_at, 'UTC'), verdict, is_retry(retry_count),
  case when verdict in ('new', 'newer') then delay_step(extract(epoch from received_at - updated_at)::float8) else -1 end,
  count(*)
from callbacks group by 2, 3, 4, 5, 6, 7;
