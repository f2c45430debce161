import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { addPerson } from '#identity/people/people.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { DeliveryError } from '#reconciliation/reports/schedules/call.ts';
import { attemptDelivery, folderBelow } from '#reconciliation/reports/schedules/deliver.ts';
import {
  addSchedule,
  changeSchedule,
  type Delivery,
  dueDeliveries,
  type NewSchedule,
  planReports,
  resealScheduleSecrets,
  schedulesOf,
} from '#reconciliation/reports/schedules/schedules.ts';
import { sendNow } from '#reconciliation/reports/schedules/send-now.ts';
import { readConfig } from '#runtime/config.ts';
import { createMailer } from '#runtime/mailer.ts';
import { makeAccount, useDatabase } from '../../../support/database.ts';
import { anObservation } from '../../../support/observations.ts';
import { usePostOffice } from '../../../support/smtp.ts';

const owned = useDatabase();
// As the product works: with no more than the powers of its role.
const database = {} as { sql: Sql };
const office = usePostOffice({
  onRcptTo({ address }, _session, callback) {
    callback(address.startsWith('gone') ? new Error('no such box') : null);
  },
});
const OLD_KEY = 'a key of the tests, of 32 characters';
const VAULT = createVault([OLD_KEY]);

let account: Account;
let actor: { kind: 'person'; personId: number; name: string };
let folder: string;
let made = 0;

beforeAll(async () => {
  database.sql = connect(owned.appUrl, { max: 8, name: 'test' });
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-reports-'));
});
afterAll(async () => {
  await database.sql.end();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  const { sql } = database;
  account = await accountById(sql, await makeAccount(sql));
  const email = `scheduler${++made}@shop.example`;
  const { id } = await addPerson(sql, { email, role: 'finance', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
  const at = Math.floor(Date.now() / 1000) - 86_400;
  await ingest(sql, [
    anObservation(account.id, { id: 'cpi_a', createdAt: at, processedAt: at, updatedAt: at }),
  ]);
});

const tools = () => ({
  ...{ vault: VAULT, folder, isPrivateAllowed: true },
  mail:
    createMailer(
      readConfig({ NODE_ENV: 'test', SMTP_URL: office.url, MAIL_FROM: 'c@shop.example' }, '/nowhere'),
    )?.send ?? null,
});

async function schedule(over: Partial<NewSchedule> = {}): Promise<{ id: bigint; secret: string | null }> {
  const given: NewSchedule = {
    ...{
      name: 'Daily payments',
      report: 'invoices',
      period: 'month',
      hour: 0,
      format: 'csv',
      profile: 'machine',
    },
    ...{ channel: 'folder', target: 'accounting' },
    ...over,
  };
  const secret = await addSchedule(database.sql, VAULT, actor, account, given);
  const [row] = (await schedulesOf(database.sql, account.id)).filter(({ name }) => name === given.name);
  return { id: row?.id ?? 0n, secret };
}

const delivery = async (id: bigint): Promise<Delivery> => {
  const [row] = await database.sql<Delivery[]>`select * from report_deliveries where id = ${id}`;
  if (!row) throw new Error('no delivery');
  return row;
};

/** Makes the next attempt due at once. */
const again = (id: bigint) =>
  database.sql`update report_deliveries set next_attempt_at = now() where id = ${id}`;
const send = async (id: bigint) => (await sendNow(database.sql, actor, id, new Date())).delivery;

describe('a report goes', () => {
  test('into a folder, whole, with its manifest beside it', async () => {
    const { id } = await schedule();
    const sent = await send(id);
    await attemptDelivery(database.sql, tools(), sent);
    const files = (await readdir(path.join(folder, 'accounting'))).toSorted();
    expect(files).toHaveLength(2);
    const [file = '', beside = ''] = files;
    const content = await readFile(path.join(folder, 'accounting', file));
    const manifest = JSON.parse(await readFile(path.join(folder, 'accounting', beside), 'utf8'));
    expect(manifest.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(await delivery(sent)).toMatchObject({ state: 'delivered', attempts: 1, failure: null });
  });

  test('by mail, to each address, with the file attached', async () => {
    const { id } = await schedule({ channel: 'email', target: 'ada@shop.example, bob@shop.example' });
    const sent = await send(id);
    await attemptDelivery(database.sql, tools(), sent);
    const mail = await office.next();
    expect(mail.to).toEqual(['ada@shop.example', 'bob@shop.example']);
    expect(mail.headers.subject).toMatch(/^Daily payments: /);
    expect(await delivery(sent)).toMatchObject({ state: 'delivered' });
  });

  test('by mail is not delivered where one of several addresses was refused', async () => {
    const { id } = await schedule({ channel: 'email', target: 'ada@shop.example, gone@shop.example' });
    const sent = await send(id);
    await attemptDelivery(database.sql, tools(), sent);
    expect(await delivery(sent)).toMatchObject({
      state: 'due',
      failure: 'the mail server did not take it: ERECIPIENT',
    });
  });

  test('with the reason, where its profile is there no more', async () => {
    const { id } = await schedule({ name: 'profiled', profile: 'was removed' });
    const sent = await send(id);
    await attemptDelivery(database.sql, tools(), sent);
    expect((await delivery(sent)).failure).toContain('was removed');
  });

  test('nowhere where no mail server and no folder is configured, with the reason', async () => {
    for (const [channel, target, reason] of [
      ['email', 'ada@shop.example', 'no mail server is configured (SMTP_URL)'],
      ['folder', '', 'no folder for reports is configured (REPORTS_FOLDER)'],
    ] as const) {
      const { id } = await schedule({ name: channel, channel, target });
      const sent = await send(id);
      await attemptDelivery(database.sql, { ...tools(), mail: null, folder: null }, sent);
      expect(await delivery(sent)).toMatchObject({ state: 'due', attempts: 1, failure: reason });
    }
  });
});

test('a folder never leads out of the one that is configured', () => {
  expect(folderBelow('/srv/reports', 'a/b')).toBe('/srv/reports/a/b');
  expect(folderBelow('/srv/reports', '')).toBe('/srv/reports');
  for (const target of ['..', 'a/../..', '/etc', '../reports2'])
    expect(() => folderBelow('/srv/reports', target), target).toThrow(DeliveryError);
});

describe('a webhook', () => {
  type Call = { headers: IncomingMessage['headers']; body: string };
  let receiver: Server;
  let calls: Call[];
  let answers: number[];
  beforeEach(async () => {
    [calls, answers] = [[], []];
    receiver = createServer(async (request, response) => {
      calls.push({ headers: request.headers, body: await textOf(request) });
      const status = answers.shift() ?? 200;
      if (status === 302) response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    return () => new Promise((resolve) => receiver.close(resolve));
  });
  const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/reports`;

  test('is signed as Standard Webhooks says, by the secret that was shown once', async () => {
    const { id, secret } = await schedule({ channel: 'webhook', target: url() });
    const sent = await send(id);
    await attemptDelivery(database.sql, tools(), sent);
    const [call] = calls;
    const key = Buffer.from((secret ?? '').slice('whsec_'.length), 'base64');
    const told = `${call?.headers['webhook-id']}.${call?.headers['webhook-timestamp']}.${call?.body}`;
    expect(call?.headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(told).digest('base64')}`,
    );
    const { data } = JSON.parse(call?.body ?? '{}');
    const content = Buffer.from(data.content_base64, 'base64');
    expect(createHash('sha256').update(content).digest('hex')).toBe(data.manifest.sha256);
    const [row] =
      await database.sql`select sealed_secret::text as sealed from report_schedules where id = ${id}`;
    expect(row?.sealed).not.toContain(secret);
    // With a new key the secret is sealed again, and still signs.
    const renewed = createVault(['another key of the tests, of 32 characters', OLD_KEY]);
    expect(await resealScheduleSecrets(database.sql, renewed)).toBeGreaterThan(0);
    await attemptDelivery(
      database.sql,
      { ...tools(), vault: createVault(['another key of the tests, of 32 characters']) },
      await send(id),
    );
    expect(calls).toHaveLength(2);
  });

  test('is tried again with longer waits, and keeps its id; a redirect is not followed', async () => {
    const { id } = await schedule({ channel: 'webhook', target: url() });
    const sent = await send(id);
    answers = [500, 302];
    for (const reason of ['the receiver answered 500', 'the receiver answered 302']) {
      await attemptDelivery(database.sql, tools(), sent);
      const row = await delivery(sent);
      expect(row).toMatchObject({ state: 'due', failure: reason });
      expect(row.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
      // Not before it is due.
      await attemptDelivery(database.sql, tools(), sent);
      await again(sent);
    }
    await attemptDelivery(database.sql, tools(), sent);
    expect(await delivery(sent)).toMatchObject({ state: 'delivered', attempts: 3, failure: null });
    expect(new Set(calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([`report_${sent}`]));
    expect(calls).toHaveLength(3);
  });

  test('that never answers as it should has failed for good after six attempts', async () => {
    const { id } = await schedule({ channel: 'webhook', target: url() });
    const sent = await send(id);
    answers = Array(6).fill(503);
    for (let attempt = 0; attempt < 6; attempt++) {
      await attemptDelivery(database.sql, tools(), sent);
      await again(sent);
    }
    expect(await delivery(sent)).toMatchObject({
      state: 'failed',
      attempts: 6,
      failure: 'the receiver answered 503',
    });
    await attemptDelivery(database.sql, tools(), sent);
    expect(calls).toHaveLength(6);
  });

  test('of the own network is not called with a real Paymega', async () => {
    const { id } = await schedule({ channel: 'webhook', target: url() });
    const sent = await send(id);
    await attemptDelivery(database.sql, { ...tools(), isPrivateAllowed: false }, sent);
    expect((await delivery(sent)).failure).toMatch(/^the receiver did not answer/);
    expect(calls).toHaveLength(0);
  });

  test('is called once where two workers take it up', async () => {
    const { id } = await schedule({ channel: 'webhook', target: url() });
    const sent = await send(id);
    await Promise.all([1, 2, 3].map(() => attemptDelivery(database.sql, tools(), sent)));
    expect(calls).toHaveLength(1);
  });
});

describe('what the schedules owe', () => {
  const owed = (id: bigint) => database.sql<{ day: string }[]>`
    select from_day::text as day from report_deliveries where schedule_id = ${id} order by from_day`;
  const madeAt = (id: bigint, at: string) =>
    database.sql`update report_schedules set created_at = ${new Date(at)} where id = ${id}`;

  test('is the latest period of each, once, also where several were missed and two workers plan', async () => {
    const { id } = await schedule({ report: 'day', period: 'day', hour: 6 });
    await madeAt(id, '2026-11-20T12:00:00Z');
    await planReports(database.sql, new Date('2026-11-21T04:00:00Z'));
    expect(await owed(id)).toEqual([]);
    await Promise.all([1, 2].map(() => planReports(database.sql, new Date('2026-11-21T05:00:00Z'))));
    // Down for three days: the last one is caught up.
    await planReports(database.sql, new Date('2026-11-25T09:00:00Z'));
    expect(await owed(id)).toEqual([{ day: '2026-11-20' }, { day: '2026-11-24' }]);
    // What was just ordered is due by the clock of the database, which counts finer than ours.
    expect(await dueDeliveries(database.sql, new Date(Date.now() + 1000))).toHaveLength(2);
  });

  test('is nothing while it is paused, removed, or its account is disabled', async () => {
    const { sql } = database;
    const { id } = await schedule({ report: 'day', period: 'day', hour: 0 });
    await madeAt(id, '2026-11-01T12:00:00Z');
    const now = new Date('2026-11-25T09:00:00Z');
    await changeSchedule(sql, actor, id, 'pause');
    await planReports(sql, now);
    expect(await owed(id)).toEqual([]);
    await changeSchedule(sql, actor, id, 'resume');
    await sql`update accounts set disabled_at = now() where id = ${account.id}`;
    await planReports(sql, now);
    expect(await owed(id)).toEqual([]);
    await sql`update accounts set disabled_at = null where id = ${account.id}`;
    await planReports(sql, now);
    expect(await owed(id)).toHaveLength(1);
    const due = () => dueDeliveries(sql, new Date(Date.now() + 60_000));
    const [row] = await sql<{ id: bigint }[]>`select id from report_deliveries where schedule_id = ${id}`;
    expect(await due()).toContain(row?.id);
    // What is already owed waits, too.
    await changeSchedule(sql, actor, id, 'pause');
    expect(await due()).not.toContain(row?.id);
    await changeSchedule(sql, actor, id, 'resume');
    await changeSchedule(sql, actor, id, 'remove');
    const rows = await sql`select state, failure from report_deliveries where schedule_id = ${id}`;
    expect(rows).toMatchObject([{ state: 'failed', failure: 'its schedule was removed' }]);
    await expect(changeSchedule(sql, actor, id, 'resume')).rejects.toMatchObject({ status: 404 });
  });

  test('a name is taken once, and the report of a day is of a day', async () => {
    await schedule();
    await expect(schedule()).rejects.toMatchObject({ code: 'name_taken', status: 409 });
    await expect(schedule({ name: 'x', report: 'day', period: 'month' })).rejects.toMatchObject({
      code: 'bad_report',
    });
  });
});
