import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, type Queryable, type Sql } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import { audit } from '#identity/audit/audit.ts';
import { auditHead, verifiedAudit } from '#identity/audit/audit-chain.ts';
import { useDatabase, useEmptyDatabase } from '../../support/database.ts';

const database = useDatabase();
const untouched = useEmptyDatabase();
const ACTOR = { kind: 'token', name: 'test', address: '192.0.2.1' } as const;
const BROKEN = { code: 'audit_broken', status: 409 };

let made = 0;
const aLine = (sql: Queryable) => {
  made++;
  return audit(sql, ACTOR, 'settings.changed', `test:${made}`, {
    number: made,
    message: 'äöü → "quoted"',
    none: null,
  });
};

async function written(count: number): Promise<void> {
  for (let time = 0; time < count; time++) await database.sql.begin(aLine);
}

/** The chain as it stands: the places of its links, in order, and the lines they are for. */
async function chain(sql: Queryable = database.sql): Promise<{ position: bigint; auditId: bigint }[]> {
  return [
    ...(await sql<{ position: bigint; auditId: bigint }[]>`
      select position, audit_id as "auditId" from audit_chain order by position`),
  ];
}

async function idsOfLines(): Promise<bigint[]> {
  const rows = await database.sql<{ id: bigint }[]>`select id from audit order by id`;
  return rows.map(({ id }) => id);
}

/** Takes so many lines off the end, and their links with them. */
async function cut(sql: Queryable, count: number): Promise<void> {
  await sql`
    with gone as (
      delete from audit_chain where position > (select max(position) - ${count}::int from audit_chain)
      returning audit_id
    )
    delete from audit where id in (select audit_id from gone)`;
}

class Undone extends Error {}

/** Does what only a superuser can, looks, and undoes it all: the chain of the other tests is as it was. */
async function undone(work: (sql: Queryable) => Promise<void>): Promise<void> {
  const doing = database.sql.begin(async (transaction) => {
    for (const table of ['audit', 'audit_chain']) {
      await transaction.unsafe(`alter table ${table} disable trigger all`);
    }
    await work(transaction);
    throw new Undone();
  });
  await expect(doing).rejects.toBeInstanceOf(Undone);
}

test('an audit without a line is whole, and has no head', async () => {
  expect(await verifiedAudit(database.sql)).toEqual({ lines: 0, head: '' });
});

describe('every line that is written', () => {
  test('is linked with its commit, and changes the head', async () => {
    await written(1);
    const first = await verifiedAudit(database.sql);
    await written(1);
    const second = await verifiedAudit(database.sql);
    expect([first.lines, second.lines]).toEqual([1, 2]);
    expect(first.head).toMatch(/^[0-9a-f]{64}$/);
    expect(second.head).not.toBe(first.head);
  });

  test('of many in one transaction, too, and of one by itself', async () => {
    const { lines } = await verifiedAudit(database.sql);
    await database.sql.begin(async (transaction) => {
      for (let time = 0; time < 5; time++) await aLine(transaction);
    });
    await aLine(database.sql);
    expect((await verifiedAudit(database.sql)).lines).toBe(lines + 6);
  });

  test('is not there without its commit: what was undone leaves no gap, in whole or in part', async () => {
    const { lines } = await verifiedAudit(database.sql);
    await undoneBySomebody(database.sql);
    await database.sql.begin(async (transaction) => {
      await aLine(transaction);
      await transaction
        .savepoint(async (part) => {
          await aLine(part);
          throw new Undone();
        })
        .catch(() => undefined);
      await aLine(transaction);
    });
    expect((await verifiedAudit(database.sql)).lines).toBe(lines + 2);
    const places = (await chain()).map(({ position }) => position);
    expect(places).toEqual(places.map((_, place) => BigInt(place + 1)));
  });

  test('is linked in the order of the commits: nobody waits for a transaction that is still open', async () => {
    let [isWritten, mayEnd] = [() => {}, () => {}];
    const hasWritten = new Promise<void>((resolve) => {
      isWritten = resolve;
    });
    const end = new Promise<void>((resolve) => {
      mayEnd = resolve;
    });
    const slow = database.sql.begin(async (transaction) => {
      await aLine(transaction);
      isWritten();
      await end;
    });
    await hasWritten;
    await written(1);
    await verifiedAudit(database.sql);
    mayEnd();
    await slow;
    await verifiedAudit(database.sql);
    const [before, last] = (await chain()).slice(-2);
    expect(Number(before?.auditId)).toBeGreaterThan(Number(last?.auditId));
  });
});

async function undoneBySomebody(sql: Sql): Promise<void> {
  await sql
    .begin(async (transaction) => {
      await aLine(transaction);
      throw new Undone();
    })
    .catch(() => undefined);
}

test('ninety transactions of three processes at once, a third of them undone: one chain without a gap', async () => {
  const { lines } = await verifiedAudit(database.sql);
  const others = [1, 2].map((name) => connect(database.url, { max: 8, name: `process ${name}` }));
  try {
    await Promise.all(
      Array.from({ length: 90 }, async (_, place) => {
        const sql = [database.sql, ...others][place % 3] ?? database.sql;
        if (place % 9 < 3) return undoneBySomebody(sql);
        await sql.begin(async (transaction) => {
          for (let line = 0; line <= place % 3; line++) await aLine(transaction);
        });
      }),
    );
  } finally {
    await Promise.all(others.map((sql) => sql.end()));
  }
  expect((await verifiedAudit(database.sql)).lines).toBe(lines + 120);
  const links = await chain();
  expect(links.map(({ position }) => position)).toEqual(links.map((_, place) => BigInt(place + 1)));
  const linked = links.map(({ auditId }) => auditId).toSorted((a, b) => Number(a - b));
  expect(linked).toEqual(await idsOfLines());
});

test('the hash is the same whatever the session is set to', async () => {
  const whole = await verifiedAudit(database.sql);
  await undone(async (sql) => {
    await sql`set local timezone to 'Asia/Tokyo'`;
    await sql`set local datestyle to 'German, DMY'`;
    await sql`set local extra_float_digits to -15`;
    await sql`set local bytea_output to 'escape'`;
    expect(await verifiedAudit(sql)).toEqual(whole);
  });
});

describe('whoever may do everything in the database is found out', () => {
  let middle = 0n;
  let last = 0n;
  let first = 0n;
  beforeAll(async () => {
    await written(6);
    const links = await chain();
    first = links[0]?.auditId ?? 0n;
    middle = links.at(-4)?.auditId ?? 0n;
    last = links.at(-1)?.auditId ?? 0n;
  });

  const found = (sql: Queryable, head?: string) => expect(verifiedAudit(sql, head)).rejects;

  test.each([
    ['who', `actor = 'person:somebody else'`],
    ['who, by number', 'person_id = (select min(id) from people)'],
    ['what', `act = 'other.done'`],
    ['to what', `subject = 'test:0'`],
    ['the details', `details = details || '{"number": 0}'`],
    ['a detail that was null', `details = details - 'none'`],
    ['from where', `address = '192.0.2.2'`],
    ['that there was an address', 'address = null'],
    ['when, by a millionth of a second', `at = at + interval '1 microsecond'`],
  ])('when a line says another %s', async (_, change) => {
    await undone(async (sql) => {
      await sql`insert into people (email, role, password_hash) values ('one@shop.example', 'viewer', '')`;
      await sql.unsafe(`update audit set ${change} where id = ${middle}`);
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining(`line ${middle} `) });
    });
  });

  test.each(['first', 'middle', 'last'] as const)('when the %s line was removed', async (which) => {
    const id = { first, middle, last }[which].toString();
    await undone(async (sql) => {
      await sql`delete from audit where id = ${id}`;
      await found(sql).toMatchObject(BROKEN);
    });
  });

  test.each(['first', 'middle'] as const)('when the %s line was removed with its link', async (which) => {
    const id = { first, middle }[which].toString();
    await undone(async (sql) => {
      await sql`delete from audit where id = ${id}`;
      await sql`delete from audit_chain where audit_id = ${id}`;
      await found(sql).toMatchObject(BROKEN);
    });
  });

  test('when the places were closed up after that', async () => {
    await undone(async (sql) => {
      const [link] = await sql<{ position: bigint }[]>`
        select position from audit_chain where audit_id = ${middle.toString()}`;
      await sql`delete from audit where id = ${middle.toString()}`;
      await sql`delete from audit_chain where audit_id = ${middle.toString()}`;
      for (let place = link?.position ?? 0n; ; place++) {
        const moved = await sql`
          update audit_chain set position = ${place.toString()} where position = ${(place + 1n).toString()}`;
        if (moved.count === 0) break;
      }
      await found(sql).toMatchObject(BROKEN);
    });
  });

  test('when a line was slipped in without a link', async () => {
    await undone(async (sql) => {
      await aLine(sql);
      await found(sql).toMatchObject({
        ...BROKEN,
        message: expect.stringContaining('1 lines are not linked'),
      });
    });
  });

  test('when only a link was removed', async () => {
    await undone(async (sql) => {
      await sql`delete from audit_chain where audit_id = ${middle.toString()}`;
      await found(sql).toMatchObject(BROKEN);
    });
    await undone(async (sql) => {
      await sql`delete from audit_chain where audit_id = ${last.toString()}`;
      await found(sql).toMatchObject(BROKEN);
    });
  });

  test('when two lines changed places', async () => {
    await undone(async (sql) => {
      const [one, other] = [middle.toString(), last.toString()];
      await sql`
        update audit set subject = other.subject, details = other.details, at = other.at from audit as other
        where (audit.id, other.id) in ((${one}::bigint, ${other}::bigint), (${other}::bigint, ${one}::bigint))`;
      await found(sql).toMatchObject(BROKEN);
    });
  });

  test.each([1, 3])(
    'when the last lines were cut off with their links (%i), by the head of before',
    async (count) => {
      const before = await verifiedAudit(database.sql);
      await undone(async (sql) => {
        await cut(sql, count);
        const { lines } = await verifiedAudit(sql);
        expect(lines).toBe(before.lines - count);
        await found(sql, before.head).toMatchObject({ ...BROKEN, message: expect.stringContaining('head') });
      });
    },
  );

  test('when the whole chain was made anew over a changed line, by the head of before', async () => {
    const { head, lines } = await verifiedAudit(database.sql);
    await undone(async (sql) => {
      await sql`update audit set actor = 'person:somebody else' where id = ${middle.toString()}`;
      await rewrite(sql);
      expect((await verifiedAudit(sql)).lines).toBe(lines);
      await found(sql, head).toMatchObject(BROKEN);
    });
  });

  test('when its function was replaced, by the next line, or by every line that it wrote anew', async () => {
    await undone(async (sql) => {
      await sql`
        create or replace function audit_hash(before bytea, entry audit) returns bytea language sql immutable
        return sha256(before || 'whatever')`;
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('function audit_hash') });
      await rewrite(sql);
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining(`line ${first} `) });
    });
    // Put back after the deed, it says nothing of its own any more.
    const { definition } = await functionOfOurs();
    await undone(async (sql) => {
      await sql.unsafe(definition.replace('sha256(', 'sha224('));
      await sql`update audit set actor = 'person:somebody else' where id = ${middle.toString()}`;
      await rewrite(sql);
      await sql.unsafe(definition);
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('faults more') });
    });
  });

  test('when its function is gone', async () => {
    await undone(async (sql) => {
      await sql`drop function audit_hash(bytea, audit)`;
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('function audit_hash') });
    });
  });

  test('when numbers are missing, and which', async () => {
    await undone(async (sql) => {
      await sql`delete from audit where id = ${middle.toString()}`;
      const [gone] = await sql<{ position: bigint }[]>`
        delete from audit_chain where audit_id = ${middle.toString()} returning position`;
      await found(sql).toMatchObject({
        message: expect.stringContaining(`number ${gone?.position} is missing`),
      });
    });
  });

  test('when a number stands twice', async () => {
    await undone(async (sql) => {
      await sql`alter table audit_chain drop constraint audit_chain_pkey`;
      await sql`
        update audit_chain set position = position - 1 where audit_id = ${last.toString()}`;
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('stands twice') });
    });
  });

  test('when a line is linked twice', async () => {
    await undone(async (sql) => {
      await sql`alter table audit_chain drop constraint audit_chain_audit_id_unique`;
      await sql`
        insert into audit_chain (position, audit_id, hash)
        select chain.position + 1, audit.id, audit_hash(chain.hash, audit)
        from audit, (select position, hash from audit_chain order by position desc limit 1) as chain
        where audit.id = ${middle.toString()}`;
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('linked twice') });
    });
  });

  test.each(['delete from', 'truncate'])('and when everything was removed (%s)', async (remove) => {
    const { head } = await verifiedAudit(database.sql);
    await undone(async (sql) => {
      for (const table of ['audit_chain', 'audit'])
        await sql.unsafe(`${remove} ${table}${remove === 'truncate' ? ' cascade' : ''}`);
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('the audit is empty') });
      await found(sql, head).toMatchObject({ ...BROKEN, message: expect.stringContaining('head') });
    });
  });

  test('and when the numbers, too, begin anew: what was done with a line is there', async () => {
    await undone(async (sql) => {
      await sql`insert into tokens (name, role, secret_hash) values ('one', 'viewer', 'hash')`;
      await sql`truncate audit, audit_chain restart identity cascade`;
      await found(sql).toMatchObject({ ...BROKEN, message: expect.stringContaining('there are tokens') });
    });
  });
});

async function rewrite(sql: Queryable): Promise<void> {
  await sql`
    do $$
    declare
      link record;
      last_hash bytea := ''::bytea;
    begin
      for link in select position, audit_id from audit_chain order by position loop
        select audit_hash(last_hash, audit) into last_hash from audit where id = link.audit_id;
        update audit_chain set hash = last_hash where position = link.position;
      end loop;
    end
    $$`;
}

async function functionOfOurs(): Promise<{ definition: string }> {
  const [found] = await database.sql<{ definition: string }[]>`
    select pg_get_functiondef('audit_hash(bytea, audit)'::regprocedure) as definition`;
  if (!found) throw new Error('there is no function');
  return found;
}

test('an audit to which nothing was ever written is empty, and not broken', async () => {
  await migrate(untouched.url);
  const sql = connect(untouched.url, { max: 1 });
  try {
    expect(await verifiedAudit(sql)).toEqual({ lines: 0, head: '' });
  } finally {
    await sql.end();
  }
});

describe('a head that was kept elsewhere', () => {
  test('is in the chain for good, however much is written after it', async () => {
    const { head } = await verifiedAudit(database.sql);
    await written(3);
    expect(await verifiedAudit(database.sql, head)).toMatchObject({
      head: expect.not.stringContaining(head),
    });
  });

  test('may be told with its number, which must be its own', async () => {
    const { head, number } = await verifiedAudit(database.sql);
    await written(1);
    await verifiedAudit(database.sql, `${number}:${head}`);
    await expect(verifiedAudit(database.sql, `${(number ?? 0n) + 1n}:${head}`)).rejects.toMatchObject(BROKEN);
    expect(await auditHead(database.sql)).toMatchObject({
      number: (number ?? 0n) + 1n,
      at: expect.any(Date),
    });
  });

  test('of another chain is not', async () => {
    await expect(verifiedAudit(database.sql, 'a'.repeat(64))).rejects.toMatchObject(BROKEN);
  });

  test.each(['', 'a', 'a'.repeat(63), `${'a'.repeat(64)}\n`, 'A'.repeat(64), `' or true --`])(
    'is 64 hexadecimal digits: “%s” is none',
    async (head) => {
      await expect(verifiedAudit(database.sql, head)).rejects.toMatchObject({
        code: 'bad_head',
        status: 422,
      });
    },
  );
});

describe('a database with an audit of before', () => {
  const MIGRATIONS = fileURLToPath(new URL('../../../db/migrations', import.meta.url));
  const Journal = z.looseObject({ entries: z.array(z.looseObject({ idx: z.number() })) });
  const old = useEmptyDatabase();
  beforeAll(() => migrateTo(4));

  /** As a version of then did it: the migrations up to this one, and no later. */
  async function migrateTo(newest: number): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-migrations-'));
    const sql = postgres(old.url, { max: 1, onnotice: () => undefined });
    try {
      await cp(MIGRATIONS, folder, { recursive: true });
      const file = path.join(folder, 'meta/_journal.json');
      const journal = Journal.parse(JSON.parse(await readFile(file, 'utf8')));
      const entries = journal.entries.filter(({ idx }) => idx <= newest);
      await writeFile(file, JSON.stringify({ ...journal, entries }));
      await applyMigrations(drizzle(sql), { migrationsFolder: folder });
    } finally {
      await sql.end();
      await rm(folder, { recursive: true, force: true });
    }
  }

  test('has every line of it linked by the migration, and those that follow after them', async () => {
    const sql = connect(old.url, { max: 2 });
    try {
      for (let time = 0; time < 20; time++) {
        if (time % 5 === 0) await undoneBySomebody(sql);
        else await aLine(sql);
      }
      await migrate(old.url);
      const before = await verifiedAudit(sql);
      expect(before.lines).toBe(16);
      await aLine(sql);
      expect((await verifiedAudit(sql, before.head)).lines).toBe(17);
      expect((await chain(sql)).map(({ position }) => position)).toEqual(
        Array.from({ length: 17 }, (_, place) => BigInt(place + 1)),
      );
    } finally {
      await sql.end();
    }
  });
});
