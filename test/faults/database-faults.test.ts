import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { type Cuttable, cuttable } from '../support/cuttable.ts';
import { seeded } from '../support/seeded.ts';
import { type Installation, isReady, SHOP_DAYS, startInstallation } from './installation.ts';
import { expectNoneDoubled, expectStore, expectWorkDone } from './invariants.ts';
import { type Load, pace, type Sent, startLoad } from './load.ts';
import { IS_LONG } from './long.ts';
import { finishedRun, orderRun } from './runs-without-end.ts';

const READY_MS = 60_000;
const PATIENT = { timeout: READY_MS, interval: 50 };
const MOST_CONNECTIONS = 60;

const random = seeded(7);
const ordered: string[] = [];
let road: Cuttable;
let place: Installation;
let load: Load;

beforeAll(async () => {
  place = await startInstallation({
    ...{ webs: 1, workers: 1, server: [`max_connections=${MOST_CONNECTIONS}`] },
    async databaseOf({ settings }) {
      const port = Number(new URL(settings.DATABASE_URL).port);
      road = await cuttable(port);
      const along = (url: string) => url.replace(`:${port}/`, `:${road.port}/`);
      return {
        DATABASE_URL: along(settings.DATABASE_URL),
        MIGRATION_DATABASE_URL: along(settings.MIGRATION_DATABASE_URL),
      };
    },
  });
  load = startLoad({ address: () => place.webs[0]?.url ?? '', senders: 4, random });
}, 100_000);
afterAll(async () => {
  await load?.stop();
  await place?.close();
  await road?.cut();
}, 60_000);

const ordering = () => {
  const address = () => place.webs[0]?.url ?? '';
  return { sql: place.database.sql, token: place.token, address, days: SHOP_DAYS };
};

// Whatever happens finds a run under way.
beforeEach(async () => {
  place.sandbox.faults.slowMs = 30;
  const id = await vi.waitFor(
    async () => (await orderRun(ordering())) ?? Promise.reject(new Error('none')),
    PATIENT,
  );
  ordered.push(id);
});

const since = (from: number) => load.sent.slice(from);
const some = (sent: readonly Sent[], answer: number) => sent.some((one) => one.answer === answer);

/** Callbacks are taken again, by the very processes that were there before. */
async function untilTaken(): Promise<void> {
  await vi.waitFor(async () => expect(await load.sendOne()).toBe(200), PATIENT);
  for (const one of place.all()) expect(one.ownEnds(), one.output().slice(-6000)).toBe(0);
}

async function untilRefused(from: number): Promise<void> {
  await vi.waitFor(() => expect(some(since(from), 503)).toBe(true), PATIENT);
}

function tell(what: string, from: number): void {
  const sent = since(from);
  const count = (answer: number | 'none') => sent.filter((one) => one.answer === answer).length;
  const late = sent.filter(({ answer }) => answer === 503);
  console.log(
    `${what}: ${count(200)} callbacks answered 200, ${count(503)} with 503 (after ${Math.round(pace(late).p50)} ms in the middle), ${count('none')} not`,
  );
}

test('the address of the database moves: who was told to come again is taken there', async () => {
  const from = load.sent.length;
  const port = await place.database.move();
  await untilRefused(from);
  road.leadTo(port);
  await untilTaken();
  tell('the database moved', from);
}, 100_000);

test('others take all connections of the database: callbacks are asked to come again, and no process ends', async () => {
  const from = load.sent.length;
  const eaters = await eatConnections(place.database.sql, place.database.ownerUrl());
  expect(eaters.length).toBeGreaterThan(MOST_CONNECTIONS / 2);
  await untilRefused(from);
  await Promise.all(eaters.map((one) => one.end({ timeout: 1 })));
  await untilTaken();
  tell(`${eaters.length} connections taken by others`, from);
}, 100_000);

test.runIf(IS_LONG)(
  'a long lock on the book: callbacks wait, or are asked to come again, and go on when it is gone',
  async () => {
    const from = load.sent.length;
    await place.database.sql.begin(async (transaction) => {
      await transaction`lock table invoices in access exclusive mode`;
      await untilRefused(from);
    });
    await untilTaken();
    tell('a lock on the book of more than ten seconds', from);
  },
  100_000,
);

test('after all of it everything that was promised is there, and every run and job is done', async () => {
  place.sandbox.faults.slowMs = 0;
  await load.stop();
  const { sql } = place.database;
  const done = await expectWorkDone(sql, ordered);
  await finishedRun(ordering(), READY_MS);
  expect(await finishedRun(ordering(), READY_MS)).toMatchObject({ opened: 0, healed: 0, closed: 0 });
  const stored = await expectStore(sql, load.sent);
  await expectNoneDoubled(sql);
  console.log(`${stored} callbacks in the store, runs ${JSON.stringify(done.runs)}, ${done.jobs} jobs`);
}, 200_000);

/** Takes every connection that the server gives, those of the product, too, until it has none. */
async function eatConnections(sql: Sql, url: string): Promise<Sql[]> {
  const eaters: Sql[] = [];
  await vi.waitFor(async () => {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and application_name like 'counterfoil%'`;
    for (let isLeft = true; isLeft; ) {
      const eater = connect(url, { max: 1, name: 'eater' });
      isLeft = await eater`select 1`.then(
        () => true,
        () => false,
      );
      if (isLeft) eaters.push(eater);
      else await eater.end({ timeout: 1 });
    }
    // What was ended leaves its place a moment later.
    expect(await isReady(place.webs[0]?.url ?? '')).toBe(false);
  }, PATIENT);
  return eaters;
}
