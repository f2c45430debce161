-- Until a table is analysed for the first time every condition of a mode or a state is taken for a two-hundredth of it, two
-- of them for nothing: then all indexes look alike, and a plan reads an account's whole book for a page of 50. So that a
-- first burst is planned for as it will look, a table begins with what every merchant's book is like. The first
-- ANALYZE puts what is there in its place.
do $$
declare
  of record;
begin
  for of in
    select * from (values
      ('invoices', 'mode', 2, '{live,test}', '{0.95,0.05}'),
      ('invoices', 'is_final', 2, '{t,f}', '{0.99,0.01}'),
      ('invoices', 'took_money', 2, '{t,f}', '{0.8,0.2}'),
      ('invoices', 'is_suspect', 2, '{f,t}', '{0.999,0.001}'),
      ('invoices', 'reference_id', -1, null, null),
      ('invoices', 'id', -1, null, null),
      ('mirror', 'mode', 2, '{live,test}', '{0.95,0.05}'),
      ('mirror', 'reference_id', -1, null, null),
      ('mirror', 'id', -1, null, null),
      ('callbacks', 'mode', 2, '{live,test}', '{0.95,0.05}'),
      ('callbacks', 'verdict', 6, '{new,newer,same,stale,quarantined}', '{0.4,0.4,0.15,0.04,0.005}'),
      ('callbacks', 'invoice_id', -0.4, null, null),
      ('status_checks', 'invoice_id', -0.3, null, null),
      ('discrepancies', 'mode', 2, '{live,test}', '{0.95,0.05}'),
      ('discrepancies', 'state', 3, '{resolved,open,in_review}', '{0.9,0.09,0.01}'),
      ('discrepancies', 'subject', -0.8, null, null)
    ) as known(table_name, column_name, n_distinct, vals, freqs)
    where not exists (
      select from pg_stats
      where (schemaname, tablename, attname) = (current_schema, known.table_name, known.column_name))
  loop
    if of.vals is null then
      perform pg_restore_attribute_stats(
        'schemaname', current_schema::text, 'relname', of.table_name::text, 'attname', of.column_name::text,
        'inherited', false, 'null_frac', 0::real, 'avg_width', 24, 'n_distinct', of.n_distinct::real);
    else
      perform pg_restore_attribute_stats(
        'schemaname', current_schema::text, 'relname', of.table_name::text, 'attname', of.column_name::text,
        'inherited', false, 'null_frac', 0::real, 'avg_width', 6, 'n_distinct', of.n_distinct::real,
        'most_common_vals', of.vals::text, 'most_common_freqs', of.freqs::real[]);
    end if;
  end loop;
end
$$;
