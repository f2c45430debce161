import type { Sql } from '#db/connection.ts';

/** Unix seconds; the window is compared whole unless its list is short. */
type RunOver = { from: number; to: number; startedAt: number; state?: string; isShort?: boolean };

/** A run that has read a window of Paymega's list, as it stands on record afterwards. */
export async function aRun(sql: Sql, accountId: number, over: RunOver): Promise<void> {
  const { from, to, startedAt, state = 'finished', isShort = false } = over;
  const [run] = await sql<{ id: bigint }[]>`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, started_at)
    values (${accountId}, 'program', 'window', to_timestamp(${from}), to_timestamp(${to}), 'running',
      to_timestamp(${startedAt}))
    returning id`;
  const id = String(run?.id);
  await sql`
    insert into run_slices (run_id, number, slice_from, slice_to, began_at, fetched_at, is_short)
    values (${id}, 0, to_timestamp(${from}), to_timestamp(${to}), to_timestamp(${startedAt}), now(), ${isShort})`;
  await sql`update runs set state = ${state}, finished_at = to_timestamp(${startedAt + 60}) where id = ${id}`;
}
