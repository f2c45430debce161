import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import { SQLSTATE } from '#db/sql.ts';
import { isTimeZone } from '#identity/accounts/business-day.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { BUILT_IN, type CsvProfile } from './export-profile.ts';

/** A saved profile; `personId` null: of all who work with the account. */
export type SavedProfile = CsvProfile & { id: number; personId: number | null };

const AT_MOST = 30;

/** The saved profiles that somebody may use for an account: their own, then the account's; a program has the latter. */
export async function savedProfiles(
  sql: Queryable,
  accountId: number,
  personId: number | null,
): Promise<SavedProfile[]> {
  return sql<SavedProfile[]>`
    select id, person_id, name, has_byte_order_mark, delimiter, decimal_sign, date_form, time_zone
    from export_profiles where account_id = ${accountId} or person_id = ${personId}
    order by person_id is null, lower(name), id`;
}

/**
 * The profile of this name: somebody's own, else the account's, else a built-in one.
 * @throws Refusal `unknown_profile` (422)
 */
export async function profileNamed(
  sql: Queryable,
  accountId: number,
  personId: number | null,
  name: string,
): Promise<CsvProfile> {
  const saved = await savedProfiles(sql, accountId, personId);
  const found = [...saved, ...BUILT_IN].find((profile) => profile.name === name);
  if (!found) {
    const names = [...BUILT_IN, ...saved].map((profile) => `“${profile.name}”`).join(', ');
    throw new Refusal('unknown_profile', `there is no profile “${name}”; there are ${names}`);
  }
  const { hasByteOrderMark, delimiter, decimalSign, dateForm, timeZone } = found;
  return { name, hasByteOrderMark, delimiter, decimalSign, dateForm, timeZone };
}

/**
 * Keeps a profile, of a person or of an account.
 * @throws Refusal `name_taken` (409), `bad_zone`, `same_sign` (422), `too_many_profiles` (409)
 */
export async function saveProfile(
  sql: Sql,
  actor: Actor,
  owner: { personId: number; accountId?: never } | { accountId: number; personId?: never },
  profile: CsvProfile,
): Promise<void> {
  const { name, hasByteOrderMark, delimiter, decimalSign, dateForm, timeZone } = profile;
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new Refusal('bad_zone', `“${timeZone}” is no time zone: Europe/Berlin, say`);
  if (BUILT_IN.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw new Refusal('name_taken', `“${name}” is always there: choose another name`, 409);
  const [personId, accountId] = [owner.personId ?? null, owner.accountId ?? null];
  try {
    await sql.begin(async (transaction) => {
      const [kept] = await transaction<{ count: number }[]>`
        select count(*)::int as count from export_profiles
        where person_id = ${personId} or account_id = ${accountId}`;
      if ((kept?.count ?? 0) >= AT_MOST)
        throw new Refusal('too_many_profiles', `there are ${AT_MOST} already: remove one first`, 409);
      await transaction`
        insert into export_profiles (person_id, account_id, name, has_byte_order_mark, delimiter,
          decimal_sign,
          date_form, time_zone)
        values (${personId}, ${accountId}, ${name}, ${hasByteOrderMark}, ${delimiter}, ${decimalSign},
          ${dateForm}, ${timeZone})`;
      const details = { delimiter, decimalSign, dateForm, timeZone, account: accountId };
      await audit(transaction, actor, 'export_profile.saved', `export_profile:${name}`, details);
    });
  } catch (error) {
    if (databaseErrorOf(error)?.code !== SQLSTATE.uniqueViolation) throw error;
    throw new Refusal('name_taken', `there is a profile “${name}” already: choose another name`, 409);
  }
}

/** Removes a profile of somebody's own, or of the account; one that is gone is gone. */
export async function removeProfile(
  sql: Sql,
  actor: Actor,
  { personId, accountId }: { personId: number; accountId: number },
  id: number,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const [gone] = await transaction<{ name: string }[]>`
      delete from export_profiles
      where id = ${id} and (person_id = ${personId} or account_id = ${accountId}) returning name`;
    if (gone) await audit(transaction, actor, 'export_profile.removed', `export_profile:${gone.name}`);
  });
}
