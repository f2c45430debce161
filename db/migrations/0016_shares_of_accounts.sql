-- How much of a table belongs to one account, or to one run, is nothing to plan by: an account that is new to the
-- statistics, beside a large one, counts for one row, and is then read whole for each of its invoices. Without
-- statistics the planner takes it for a two-hundredth of the table as it is now.
do $$
declare
  of record;
begin
  for of in
    select relname as table_name, attname as column_name from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema::regnamespace and relkind = 'r' and attname in ('account_id', 'run_id')
      and not attisdropped
  loop
    execute format('alter table %I alter column %I set statistics 0', of.table_name, of.column_name);
    -- ANALYZE leaves what it had gathered before.
    perform pg_clear_attribute_stats(current_schema::text, of.table_name::text, of.column_name::text, false);
  end loop;
end
$$;
