import type { Queryable } from '#db/connection.ts';

/** What of discrepancies somebody is told of by mail, of every account that they see. */
export type MailChoices = {
  /** That they were given one to review. */
  assignments: boolean;
  /** That a note names them. */
  mentions: boolean;
};

/** What somebody is told of by mail; both, where they have chosen nothing. */
export async function mailChoices(sql: Queryable, personId: number): Promise<MailChoices> {
  const [row] = await sql<MailChoices[]>`
    select mails_assignments as assignments, mails_mentions as mentions from people where id = ${personId}`;
  return row ?? { assignments: true, mentions: true };
}

/** Keeps it, from the next mail on. */
export async function chooseMails(
  sql: Queryable,
  personId: number,
  { assignments, mentions }: MailChoices,
): Promise<void> {
  await sql`
    update people set mails_assignments = ${assignments}, mails_mentions = ${mentions}
    where id = ${personId}`;
}
