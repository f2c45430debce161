import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { missingGrants } from '#db/grants.ts';
import { migrate } from '#db/migrate.ts';
import { powerNotes } from '#db/power.ts';
import { ROLES, rolesSql } from '#db/roles.ts';
import { audit } from '#identity/audit/audit.ts';
import { verifiedAudit } from '#identity/audit/audit-chain.ts';
import { openQueue } from '#jobs/queue.ts';
import { useDatabase, useEmptyDatabase } from '../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const REFUSED = { code: '42501' };
let app: Sql;

beforeAll(() => {
  app = connect(database.appUrl, { max: 4 });
});
afterAll(() => app?.end());

type Kept = { table: string; event: string };

/** What a trigger refuses whatever the row: each of it must be refused to the application before a trigger is asked. */
async function kept(): Promise<Kept[]> {
  return database.sql<Kept[]>`
    select distinct tgrelid::regclass::text as table, event
    from pg_trigger, (values ('delete', 8), ('update', 16), ('truncate', 32)) as events(event, bit)
    where tgfoid = 'refuse_change'::regproc and tgtype & bit > 0 and tgqual is null order by 1, 2`;
}

async function tablesOf(): Promise<string[]> {
  const rows = await database.sql<{ name: string }[]>`
    select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
  return rows.map(({ name }) => name);
}

describe('the application', () => {
  test('is no superuser, owns no table, and is a member of nobody', async () => {
    const [role] = await app`
      select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
        (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships,
        (select count(*)::int from pg_class where relowner = pg_roles.oid and relnamespace = 'public'::regnamespace) as tables
      from pg_roles where rolname = current_user`;
    expect(role).toEqual({
      ...{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false },
      ...{ rolbypassrls: false, memberships: 0, tables: 0 },
    });
  });

  test('may not change what triggers keep', async () => {
    const all = await kept();
    const tables = new Set(all.map(({ table }) => table));
    for (const table of [
      'callbacks',
      'status_checks',
      'audit',
      'audit_chain',
      'discrepancy_events',
      'day_closes',
    ])
      expect(tables).toContain(table);
    for (const { table, event } of all) {
      const [column] = await database.sql<{ name: string }[]>`
        select quote_ident(attname) as name from pg_attribute
        where attrelid = ${table}::regclass and attnum > 0 order by attnum desc limit 1`;
      const statement = {
        delete: `delete from ${table}`,
        update: `update ${table} set ${column?.name} = null`,
        truncate: `truncate ${table}`,
      }[event];
      await expect(app.unsafe(statement ?? ''), `${event} ${table}`).rejects.toMatchObject(REFUSED);
    }
  });

  test('may not empty or alter any table, nor take its triggers away', async () => {
    for (const table of await tablesOf()) {
      for (const statement of [
        `truncate ${table}`,
        `alter table ${table} disable trigger all`,
        `alter table ${table} add column other text`,
        `create trigger other before insert on ${table} for each row execute function refuse_change()`,
        `drop table ${table} cascade`,
      ])
        await expect(app.unsafe(statement), statement).rejects.toMatchObject(REFUSED);
    }
  });

  test.each([
    ['run a program', `copy (select 1) to program 'true'`],
    ['read through a program', `create table other (line text); copy other from program 'id'`],
    ['write a file of the server', `copy (select 1) to '/tmp/written'`],
    ['read a file of the server', `select pg_read_file('postgresql.conf')`],
    ['list a folder of the server', `select pg_ls_dir('.')`],
    ['read a file as a large object', `select lo_import('/etc/hostname')`],
    ['go by without triggers', `set session_replication_role = replica`],
    ['be somebody else', `set role ${ROLES.owner}`],
    ['become the superuser', 'set session authorization counterfoil'],
    ['read how passwords are kept', 'select rolpassword from pg_authid'],
    ['make a role', 'create role other'],
    ['make a schema', 'create schema other'],
    ['make a table beside ours', 'create table public.other ()'],
    ['load a language or an extension', 'create extension dblink'],
    ['replace the function of the audit', 'drop function audit_hash(bytea, audit)'],
    ['set the server', `alter system set log_statement = 'all'`],
    ['link a line itself', `insert into audit_chain (position, audit_id, hash) values (1, 1, '')`],
    [
      'say when a line was written',
      `insert into audit (at, actor, act, subject) values ('2020-01-01', 'a', 'b', 'c')`,
    ],
    [
      'say which line it is',
      `insert into audit (id, actor, act, subject) overriding system value values (1, 'a', 'b', 'c')`,
    ],
    ['forget that a migration was applied', 'delete from drizzle.__drizzle_migrations'],
  ])('may not %s', async (_, statement) => {
    await expect(app.unsafe(statement)).rejects.toMatchObject(REFUSED);
  });

  test('writes the audit, whose links the database makes, and may verify it', async () => {
    const { lines } = await verifiedAudit(app);
    await audit(app, ACTOR, 'settings.changed', 'test:1', { number: 1 });
    expect((await verifiedAudit(app)).lines).toBe(lines + 1);
  });

  test('works with the queue, which is its own', async () => {
    const queue = await openQueue(app, (error) => expect.unreachable(String(error)));
    await queue.send('trim', {});
    await queue.stop();
    const [version] = await database.sql`
      select pg_get_userbyid(relowner) as owner from pg_class where oid = 'pgboss.version'::regclass`;
    expect(version).toEqual({ owner: ROLES.app });
  });

  // Without the power to, the server only warns, and does nothing.
  test('analyses what a run has loaded', async () => {
    for (const table of ['mirror', 'invoices', 'discrepancies']) {
      const warned: string[] = [];
      const sql = connect(database.appUrl, {
        max: 1,
        onNotice: ({ message }) => warned.push(message ?? ''),
      });
      await sql`analyze ${sql(table)}`.finally(() => sql.end());
      expect(warned).toEqual([]);
    }
  });

  test('is told no more at the start, and everybody else is told what to do', async () => {
    expect(await powerNotes(app)).toEqual([]);
    expect(await powerNotes(database.sql)).toEqual([
      expect.stringMatching(/superuser, “counterfoil”.*database roles/),
    ]);
  });

  test('has just what it needs: nothing is granted a second time', async () => {
    expect(await missingGrants(database.sql, ROLES.app)).toEqual([]);
  });

  test('loses what somebody has granted it beside that', async () => {
    await database.sql.unsafe(
      `grant update, truncate on audit to ${ROLES.app}; grant delete on callbacks to ${ROLES.app};
       grant execute on function drop_body_month(integer), make_body_month(text, date) to public`,
    );
    await migrate(database.url, ROLES.app);
    await expect(app`delete from callbacks`).rejects.toMatchObject(REFUSED);
    await expect(app`truncate audit`).rejects.toMatchObject(REFUSED);
    await expect(app`select make_body_month('callback', '2020-01-01')`).rejects.toMatchObject(REFUSED);
    expect([...(await app`select * from drop_body_month(12)`)]).toEqual([]);
  });
});

describe('an own server', () => {
  const empty = useEmptyDatabase();
  const older = useEmptyDatabase();
  const made: string[] = [];
  const names = () => {
    const tail = randomBytes(4).toString('hex');
    const roles = { owner: `owner_${tail}`, app: `app_${tail}` };
    made.push(roles.app, roles.owner);
    return roles;
  };
  const as = (url: string, user: string, password: string) =>
    Object.assign(new URL(url), { username: user, password }).href;
  const PASSWORDS = { owner: 'of the owner', app: 'of the app' };
  const addresses = (url: string, roles: { owner: string; app: string }) => ({
    owner: as(url, roles.owner, PASSWORDS.owner),
    app: as(url, roles.app, PASSWORDS.app),
  });

  afterAll(async () => {
    for (const { url } of [empty, older]) {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      for (const role of made) await sql.unsafe(`drop owned by ${role}`).catch(() => undefined);
      await sql.end();
    }
    for (const role of made) await database.sql.unsafe(`drop role if exists ${role}`).catch(() => undefined);
  });

  test('whose superuser has made both roles is migrated by the one and worked with by the other', async () => {
    const roles = names();
    const admin = postgres(empty.url, { max: 1 });
    await admin.unsafe(rolesSql(roles, PASSWORDS));
    await admin.end();
    const { owner, app: appUrl } = addresses(empty.url, roles);
    await migrate(owner, roles.app);
    // What is migrated already needs no power at all.
    await migrate(appUrl);
    const sql = connect(appUrl, { max: 2 });
    try {
      expect(await powerNotes(sql)).toEqual([]);
      await audit(sql, ACTOR, 'settings.changed', 'test:1');
      expect((await verifiedAudit(sql)).lines).toBe(1);
      const queue = await openQueue(sql, (error) => expect.unreachable(String(error)));
      await queue.stop();
      await expect(sql`delete from audit`).rejects.toMatchObject(REFUSED);
    } finally {
      await sql.end();
    }
  });

  test('of before, whose one user owned all and is no superuser, is handed over with all that it holds', async () => {
    const [single, roles] = [`single_${randomBytes(4).toString('hex')}`, names()];
    const admin = postgres(older.url, { max: 1 });
    await admin.unsafe(`create role ${single} login createrole createdb password 'single'`);
    await admin.unsafe(`alter database ${path.basename(older.url)} owner to ${single}`);
    const url = as(older.url, single, 'single');
    await migrate(url);
    const before = connect(url, { max: 2 });
    await (await openQueue(before, () => undefined)).stop();
    await audit(before, ACTOR, 'settings.changed', 'test:1');
    expect(await powerNotes(before)).toEqual([expect.stringContaining('the owner of the tables')]);
    await before.unsafe(rolesSql(roles, PASSWORDS));
    await before.end();
    const { owner, app: appUrl } = addresses(older.url, roles);
    await migrate(owner, roles.app);
    const sql = connect(appUrl, { max: 2 });
    try {
      expect((await verifiedAudit(sql)).lines).toBe(1);
      await audit(sql, ACTOR, 'settings.changed', 'test:2');
      await (await openQueue(sql, (error) => expect.unreachable(String(error)))).stop();
      await expect(sql`alter table audit disable trigger all`).rejects.toMatchObject(REFUSED);
      const left = await admin`
        select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname in ('public', 'drizzle', 'pgboss') and pg_get_userbyid(relowner) <> all(${Object.values(roles)})`;
      expect([...left]).toEqual([]);
    } finally {
      await sql.end();
      await admin.unsafe(`alter database ${path.basename(older.url)} owner to counterfoil`);
      await admin.unsafe(`drop owned by ${single}; drop role ${single}`).catch(() => undefined);
      await admin.end();
    }
  });

  test('whose application may do too much is refused', async () => {
    const roles = { owner: names().owner, app: 'counterfoil' };
    const attempt = database.sql.unsafe(rolesSql(roles, PASSWORDS));
    await expect(attempt).rejects.toThrow('the role counterfoil may do too much');
  });

  test('is told no password by the statement that makes its roles', () => {
    const sql = rolesSql({ owner: 'one', app: 'other' }, PASSWORDS);
    expect(sql).not.toContain(PASSWORDS.owner);
    expect(sql).not.toContain(PASSWORDS.app);
    expect(() => rolesSql({ owner: `one'; --`, app: 'other' }, PASSWORDS)).toThrow('no name for a role');
    expect(() => rolesSql({ owner: 'one', app: 'one' }, PASSWORDS)).toThrow('two roles');
  });
});

test('counterfoil database roles prints that statement, and where to go with it', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['build/run/counterfoil.js', 'database', 'roles', '--database', 'db.shop.example/books'],
    { cwd: root, env: { NODE_ENV: 'test' } },
  );
  expect(stdout).toContain('SCRAM-SHA-256$4096:');
  const lines = stderr.trim().split('\n');
  expect(lines[0]).toMatch(
    /^DATABASE_URL=postgres:\/\/counterfoil_app:[0-9a-f]{48}@db\.shop\.example\/books$/,
  );
  expect(lines[1]).toMatch(/^MIGRATION_DATABASE_URL=postgres:\/\/counterfoil_owner:[0-9a-f]{48}@/);
  expect(stdout).not.toContain(new URL(lines[0]?.slice('DATABASE_URL='.length) ?? '').password);
  expect(inject('appUrl')).toContain(ROLES.app);
});
