import { connect, type Queryable } from './connection.ts';
import { DatabaseTrouble, databaseTrouble } from './trouble.ts';

/**
 * As whom an address lets one in, also where a pooler gives the role another name.
 * @throws DatabaseTrouble where it does not
 */
export async function roleOf(url: string): Promise<string> {
  const sql = connect(url, { max: 1, name: 'counterfoil visit' });
  try {
    const [session] = await sql<{ role: string }[]>`select current_user as role`;
    if (!session) throw new Error('the database did not say who we are');
    return session.role;
  } catch (error) {
    const message = databaseTrouble(error, url);
    throw message ? new DatabaseTrouble(message, { cause: error }) : error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const LESS = 'give it a lesser role (counterfoil database roles makes one)';

/** Where our role may do more than the application needs: one sentence. */
export async function powerNotes(sql: Queryable): Promise<string[]> {
  const [role] = await sql<{ name: string; isSuper: boolean; owns: boolean }[]>`
    select current_user as name, rolsuper as is_super,
      exists (
        select from pg_class where oid = to_regclass('public.audit') and pg_has_role(relowner, 'usage'))
          as owns
    from pg_roles where rolname = current_user`;
  if (role?.isSuper)
    return [
      `DATABASE_URL is of a superuser, “${role.name}”: whoever gets hold of it changes the audit and reads the files of the database's machine; ${LESS}`,
    ];
  if (role?.owns)
    return [
      `DATABASE_URL is of the owner of the tables, “${role.name}”: whoever gets hold of it changes the audit; ${LESS}`,
    ];
  return [];
}
