import type { Queryable } from '#db/connection.ts';
import type { savedViews } from '#db/schema/people.ts';
import { LISTS, LISTS_WITH_VIEWS } from '#db/values.ts';
import { Refusal } from '../refusal.ts';

/** The lists of which somebody may keep views, and those of which they may choose the columns. */
export { LISTS, LISTS_WITH_VIEWS };

type ListWithViews = (typeof LISTS_WITH_VIEWS)[number];
export type List = (typeof LISTS)[number];

/** A filter that somebody comes back to; `query` is the search part of the list's address. */
export type SavedView = Pick<typeof savedViews.$inferSelect, 'id' | 'name' | 'query'>;

const AT_MOST = 20;

/** How somebody has arranged a list: their views by name, and the columns that they do not want to see. */
export async function arrangementOf(
  sql: Queryable,
  personId: number,
  list: List,
): Promise<{ views: SavedView[]; hidden: string[] }> {
  const [row] = await sql<{ views: SavedView[]; hidden: string[] }[]>`
    select
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'name', name, 'query', query)
        order by lower(name), id)
        from saved_views where person_id = ${personId} and list = ${list}), '[]') as views,
      coalesce((select columns from hidden_columns where person_id = ${personId} and list = ${list}), '{}')
        as hidden`;
  return row ?? { views: [], hidden: [] };
}

/** Keeps a view under a name; one of that name is replaced. @throws Refusal `too_many_views` (409) */
export async function saveView(
  sql: Queryable,
  personId: number,
  { list, name, query }: Omit<SavedView, 'id'> & { list: ListWithViews },
): Promise<void> {
  await sql`
    insert into saved_views (person_id, list, name, query) values (${personId}, ${list}, ${name}, ${query})
    on conflict (person_id, list, name) do update set query = excluded.query`;
  const [kept] = await sql<{ count: number }[]>`
    select count(*)::int as count from saved_views where person_id = ${personId} and list = ${list}`;
  if ((kept?.count ?? 0) <= AT_MOST) return;
  await sql`delete from saved_views where (person_id, list, name) = (${personId}, ${list}, ${name})`;
  throw new Refusal(
    'too_many_views',
    `more than ${AT_MOST} views are too many to find one: remove one first`,
    409,
  );
}

/** Removes a view of somebody's own; one that is gone is gone. */
export async function removeView(sql: Queryable, personId: number, id: number): Promise<void> {
  await sql`delete from saved_views where id = ${id} and person_id = ${personId}`;
}

/** Keeps which columns somebody does not want to see in a list. */
export async function hideColumns(
  sql: Queryable,
  personId: number,
  list: List,
  columns: readonly string[],
): Promise<void> {
  await sql`
    insert into hidden_columns (person_id, list, columns) values (${personId}, ${list},
      ${[...columns]}::text[])
    on conflict (person_id, list) do update set columns = excluded.columns`;
}
