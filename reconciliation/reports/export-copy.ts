import type { Readable } from 'node:stream';
import { connectBeside, type Sql } from '#db/connection.ts';
import type { Literal } from '#db/literal.ts';
import { LOCK } from '#db/lock.ts';

/** Carries a COPY out, and gives its rows in the order in which they come, some at a time. */
export type Copy = (statement: Literal) => AsyncGenerator<Buffer[]>;

/** The sessions of one export, which all see the books as they were when it began. */
export type CopySessions = {
  copy: Copy;
  /** The name of what they see, for whoever is to see the same. */
  snapshot: string;
  /** Says to the whole database that this export goes on; the lock goes with its session. */
  claim: (exportId: bigint) => Promise<void>;
  /** Ends what goes on, also a COPY whose reader has left: that one waits to be read, and hears nothing else. */
  abandon: () => Promise<void>;
  end: () => Promise<void>;
};

type Session = { own: Sql; pid: number; snapshot: string };

// As much as is read on before somebody has taken it.
const AHEAD_BYTES = 262_144;

/**
 * Opens the sessions of an export: one, and another for each further section, since the driver can hang on what follows a
 * COPY on its connection (porsager/postgres#499). Each is a connection of its own, so that what its reader leaves is ended
 * with it and disturbs nobody. Within one transaction it is one session, also behind a pooler.
 */
export async function openCopySessions(
  sql: Sql,
  dateStyle: string,
  snapshot: string | null,
): Promise<CopySessions> {
  const first = await openSession(sql, dateStyle, snapshot);
  const all = [first];
  let isUsed = false;
  return {
    snapshot: first.snapshot,
    async *copy(statement) {
      const session = isUsed ? await openSession(sql, dateStyle, first.snapshot) : first;
      if (isUsed) all.push(session);
      isUsed = true;
      const copied = await session.own.unsafe(statement.text).readable();
      yield* rowsOf(copied);
    },
    async claim(exportId) {
      await first.own`select pg_advisory_xact_lock(${LOCK.export}, ${keyOf(exportId)})`;
    },
    async abandon() {
      const pids = all.map(({ pid }) => pid);
      await sql`select pg_terminate_backend(pid) from unnest(${pids}::int[]) as one (pid)`;
    },
    async end() {
      await Promise.all(all.map(({ own }) => own.end({ timeout: 0 })));
    },
  };
}

/** The key of an export's lock. */
export function keyOf(exportId: bigint): number {
  return Number(exportId % 2_147_483_647n);
}

async function openSession(sql: Sql, dateStyle: string, seen: string | null): Promise<Session> {
  const own = connectBeside(sql, 'counterfoil export');
  try {
    await own.unsafe('begin isolation level repeatable read read only');
    // Whoever reads may take long, and it is the same session until the last section is read.
    await own.unsafe('set local idle_in_transaction_session_timeout = 0; set local transaction_timeout = 0');
    if (seen !== null) await own.unsafe(`set transaction snapshot '${seen}'`);
    const [row] = await own<{ pid: number; snapshot: string }[]>`
      select pg_backend_pid() as pid, set_config('timezone', 'UTC', true),
        set_config('datestyle', ${dateStyle}, true), pg_export_snapshot() as snapshot`;
    if (!row) throw new Error('the session of an export has not begun');
    return { own, ...row };
  } catch (error) {
    await own.end({ timeout: 0 });
    throw error;
  }
}

/**
 * The rows of a COPY. The database sends each as a message of its own, and a stream that flows gives them so: nothing looks
 * for the ends of lines, which texts may hold too.
 */
async function* rowsOf(copied: Readable): AsyncGenerator<Buffer[]> {
  let rows: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: Error | null = null;
  let wake = (): void => undefined;
  copied.on('data', (row: Buffer) => {
    rows.push(row);
    bytes += row.length;
    if (bytes >= AHEAD_BYTES) copied.pause();
    wake();
  });
  copied.once('end', () => {
    isOver = true;
    wake();
  });
  copied.once('error', (error) => {
    failure = error;
    wake();
  });
  copied.once('close', () => {
    if (!isOver) failure ??= new Error('the database has ended an export');
    wake();
  });
  for (;;) {
    if (rows.length === 0 && !isOver && failure === null)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (failure !== null) throw failure;
    if (rows.length === 0 && isOver) return;
    if (rows.length === 0) continue;
    const taken = rows;
    rows = [];
    bytes = 0;
    copied.resume();
    yield taken;
  }
}
