-- Puts down what a run that has finished compared: its slices, less the parts of them that its list showed too little of.
-- What was read later by another run stays as it is.
create or replace function put_down_compared(finished_run bigint) returns void language plpgsql as $$
declare
  slice record;
  whole tstzmultirange;
  fresh tstzmultirange;
begin
  for slice in
    select runs.account_id, slice_from, slice_to, coalesce(began_at, started_at, fetched_at) as read_at,
      coalesce((
        select range_agg(tstzrange(slice_from, slice_to)) from run_slices as part
        where part.run_id = finished_run and part.is_short
      ), '{}') as short
    from run_slices join runs on runs.id = run_id
    where run_id = finished_run and fetched_at is not null and not is_short and slice_from < slice_to
    order by number
  loop
    whole := tstzmultirange(tstzrange(slice.slice_from, slice.slice_to)) - slice.short;
    select whole - coalesce(range_agg(tstzrange(compared_from, compared_to)), '{}') into fresh
    from compared_stretches
    where account_id = slice.account_id and compared_to > slice.slice_from and compared_from < slice.slice_to
      and read_at > slice.read_at;
    with cut as (
      delete from compared_stretches
      where account_id = slice.account_id and compared_to > slice.slice_from and compared_from < slice.slice_to
        and read_at <= slice.read_at
      returning compared_from, compared_to, read_at
    )
    insert into compared_stretches (account_id, compared_from, compared_to, read_at)
    select slice.account_id, lower(rest), upper(rest), cut.read_at
    from cut cross join lateral unnest(tstzmultirange(tstzrange(compared_from, compared_to)) - whole) as rest;
    insert into compared_stretches (account_id, compared_from, compared_to, read_at)
    select slice.account_id, lower(piece), upper(piece), slice.read_at from unnest(fresh) as piece;
  end loop;
end
$$;
--> statement-breakpoint
delete from compared_stretches;
--> statement-breakpoint
select put_down_compared(id) from (select id from runs where state = 'finished' order by finished_at, id) as run;
