import type { Sql } from '#db/connection.ts';
import type { Habits, PrivateApi } from '#paymega/private-api.ts';

/** What was learnt of the server at the account's address goes to the client, for a process that has not met it yet. */
export async function recallHabits(
  sql: Sql,
  accountId: number,
  { url, habits }: PrivateApi,
): Promise<Habits> {
  const [known] = await sql<Habits[]>`
    select page_size, first_page, counts_window
    from provider_habits where account_id = ${accountId} and api_url = ${url}`;
  if (known) Object.assign(habits, known);
  return { ...habits };
}

/** Keeps what has been learnt since `known`. */
export async function keepHabits(
  sql: Sql,
  accountId: number,
  { url, habits }: PrivateApi,
  known: Habits,
): Promise<void> {
  const { pageSize, firstPage, countsWindow } = habits;
  const isNews =
    pageSize !== known.pageSize || firstPage !== known.firstPage || countsWindow !== known.countsWindow;
  if (!isNews) return;
  await sql`
    insert into provider_habits (account_id, api_url, page_size, first_page, counts_window, learnt_at)
    values (${accountId}, ${url}, ${pageSize}, ${firstPage}, ${countsWindow}, now())
    on conflict (account_id) do update
    set (api_url, page_size, first_page, counts_window, learnt_at)
      = (excluded.api_url, excluded.page_size, excluded.first_page, excluded.counts_window,
        excluded.learnt_at)`;
}
