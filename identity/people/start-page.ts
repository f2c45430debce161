import type { Queryable } from '#db/connection.ts';
import { START_PAGES } from '#db/values.ts';
import type { Role } from '../permissions/permissions.ts';

export { START_PAGES };

/** Where somebody's day begins. */
export type StartPage = (typeof START_PAGES)[number];

/** What the overview begins with: how yesterday went, or the money that is stuck. */
export type OverviewOrder = Extract<StartPage, 'yesterday' | 'stuck_money'>;

const OF_ROLE: Record<Role, OverviewOrder> = {
  viewer: 'yesterday',
  finance: 'yesterday',
  operator: 'stuck_money',
  admin: 'stuck_money',
};

const PATHS: Record<StartPage, string> = {
  yesterday: '/',
  stuck_money: '/',
  discrepancies: '/discrepancies',
  pending: '/pending',
  reports: '/reports',
};

/** What somebody of this role begins with who has chosen nothing. */
export function startPageOfRole(role: Role): OverviewOrder {
  return OF_ROLE[role];
}

/** What somebody has chosen to begin with; null where they have chosen nothing. */
export async function chosenStartPage(sql: Queryable, personId: number): Promise<StartPage | null> {
  const [row] = await sql<{ startPage: StartPage | null }[]>`
    select start_page from people where id = ${personId}`;
  return row?.startPage ?? null;
}

/** Keeps what somebody begins with; null is that of their role, also when that changes. */
export async function chooseStartPage(
  sql: Queryable,
  personId: number,
  startPage: StartPage | null,
): Promise<void> {
  await sql`update people set start_page = ${startPage} where id = ${personId}`;
}

/** In which order somebody sees the overview: as chosen, else as it is for their role. */
export async function overviewOrder(
  sql: Queryable,
  { id, role }: { id: number; role: Role },
): Promise<OverviewOrder> {
  const chosen = await chosenStartPage(sql, id);
  return chosen === 'yesterday' || chosen === 'stuck_money' ? chosen : startPageOfRole(role);
}

/** The path that somebody is led to after they have signed in with nowhere else to go. */
export async function startPath(sql: Queryable, personId: number): Promise<string> {
  const chosen = await chosenStartPage(sql, personId);
  return chosen === null ? '/' : PATHS[chosen];
}
