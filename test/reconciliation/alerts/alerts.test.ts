import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { chooseMails } from '#identity/people/mail-choices.ts';
import { addPerson } from '#identity/people/people.ts';
import { accountFindings } from '#reconciliation/alerts/account-findings.ts';
import { alertSettingsOf, changeAlertSettings } from '#reconciliation/alerts/alert-settings.ts';
import { acknowledgeAlert, alertsIn, countAlerts } from '#reconciliation/alerts/alerts.ts';
import {
  addChannel,
  changeChannel,
  channelsOf,
  type NewChannel,
  orderTest,
  resealChannelSecrets,
} from '#reconciliation/alerts/channels.ts';
import { daysNotClosed } from '#reconciliation/alerts/days-not-closed.ts';
import { installationFindings, isDiskLow } from '#reconciliation/alerts/installation-findings.ts';
import { keepAlerts } from '#reconciliation/alerts/keep-alerts.ts';
import { chooseOwnAlerts, ownAlerts } from '#reconciliation/alerts/own-alerts.ts';
import { isTime, planMessages } from '#reconciliation/alerts/plan-messages.ts';
import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';
import { dueMessages, sendMessage } from '#reconciliation/alerts/send-message.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { assignDiscrepancy, noteDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { readConfig } from '#runtime/config.ts';
import { createMailer } from '#runtime/mailer.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { usePostOffice } from '../../support/smtp.ts';
import { anItem } from '../discrepancies/an-item.ts';

const owned = useDatabase();
// As the product works: with no more than the powers of its role.
const database = {} as { sql: Sql };
const office = usePostOffice();
const OLD_KEY = 'a key of the tests, of 32 characters';
const VAULT = createVault([OLD_KEY]);
const URL_OF_US = 'https://counterfoil.shop.example';
const ALL = Object.keys(RULES) as AlertRule[];
const NOW = new Date('2026-11-24T12:00:00Z');
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let account: Account;
let actor: { kind: 'person'; personId: number; name: string };
let made = 0;

beforeAll(() => {
  database.sql = connect(owned.appUrl, { max: 8, name: 'test' });
});
afterAll(() => database.sql.end());

beforeEach(async () => {
  const { sql } = database;
  await sql`update alert_channels set removed_at = now() where removed_at is null`;
  account = await accountById(sql, await makeAccount(sql));
  actor = await somebody();
});

async function somebody() {
  const email = `watcher${++made}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'admin', password: 'four words in a row' });
  return { kind: 'person' as const, personId: id, name: email };
}

const MAIL = () =>
  createMailer(
    readConfig({ NODE_ENV: 'test', SMTP_URL: office.url, MAIL_FROM: 'c@shop.example' }, '/nowhere'),
  )?.send ?? null;
const tools = () => ({ vault: VAULT, isPrivateAllowed: true, mail: MAIL() });

const findings = async (now = NOW) =>
  accountFindings(database.sql, account, await alertSettingsOf(database.sql, account.id), now);
const rulesFound = async (now = NOW) => (await findings(now)).map(({ rule }) => rule);
const watch = async (now = NOW) => {
  await keepAlerts(database.sql, account.id, await findings(now), now);
  await planMessages(database.sql, URL_OF_US, now);
};
const of = () => ({ accountId: account.id, withInstallation: false });
const inState = (state: 'open' | 'acknowledged' | 'resolved') => alertsIn(database.sql, of(), state, 50);
const settle = (id: bigint) => database.sql`
  update discrepancies set state = 'resolved', resolution = 'not_an_issue', resolved_at = now() where id = ${id}`;

async function channel(over: Partial<NewChannel> = {}): Promise<string | null> {
  const given: NewChannel = {
    ...{ name: 'team', channel: 'email', target: 'team@shop.example', rules: ALL },
    ...{ leastSeverity: 'low', quietFrom: null, quietTo: null, digestHour: null },
    ...over,
  };
  return addChannel(database.sql, VAULT, actor, account, given);
}

const messages = () => database.sql<
  { id: bigint; subject: string; body: string; state: string; attempts: number; failure: string | null }[]
>`
  select delivery.id, subject, body, state, attempts, failure from alert_deliveries as delivery
  left join alert_channels as channel on channel.id = channel_id
  where channel.account_id = ${account.id} or delivery.person_id = ${actor.personId} order by delivery.id`;

async function changed(over: Partial<Parameters<typeof changeAlertSettings>[3]>): Promise<void> {
  const { changedAt: _, ...before } = await alertSettingsOf(database.sql, account.id);
  await changeAlertSettings(database.sql, actor, account, { ...before, ...over });
}

const mirrored = (id: string, at: Date) => database.sql`
  insert into mirror (account_id, id, mode, currency, amount, status, created_at, updated_at, progress, stage, is_final,
    took_money, returned, fingerprint, fetched_at)
  values (${account.id}, ${id}, 'live', 'USD', 100, 'created', ${at}, ${at}, 0, 0, false, false, 0, 0, now())`;
const run = (state: string, at: Date, fault: string | null = null) => database.sql`
  insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at, message, fault)
  values (${account.id}, 'schedule', 'recent', ${at}, ${at}, ${state}, ${at}, ${at}, 'the words of it', ${fault})`;
const refused = (isSender: boolean, skipped = 0) =>
  keepRefusal(
    database.sql,
    account.id,
    { reason: 'bad_signature', httpStatus: 401, message: 'no', rawBody: Buffer.from('{}') },
    NOW,
    { address: '192.0.2.1', isSender, skipped },
  );

describe('there is an alert', () => {
  test('of a critical discrepancy of live payments, and of no other', async () => {
    const { sql } = database;
    expect(await rulesFound()).toEqual([]);
    await anItem(sql, account.id, { subject: 'cpi_high', severity: 'high' });
    await anItem(sql, account.id, { subject: 'cpi_test', mode: 'test' });
    expect(await rulesFound()).toEqual([]);
    const id = await anItem(sql, account.id, { subject: 'cpi_bad' });
    expect(await findings()).toEqual([
      {
        ...{ rule: 'critical_discrepancy', subject: String(id), summary: 'Amount differs: cpi_bad' },
        path: `/discrepancies/${id}?account=${account.slug}`,
      },
    ]);
  });

  test('of stuck money above the limit of its currency, to the cent', async () => {
    for (const subject of ['cpi_1', 'cpi_2'])
      await anItem(database.sql, account.id, {
        ...{ subject, kind: 'stuck_pending', severity: 'medium', atRisk: 5000n },
      });
    expect(await rulesFound()).toEqual([]);
    await changed({ stuckMoney: { USD: '100.00', EUR: '1.00' } });
    expect(await rulesFound()).toEqual([]);
    await changed({ stuckMoney: { USD: '99.99' } });
    expect(await findings()).toMatchObject([
      { subject: 'USD', summary: '100.00 USD stuck in 2 payments: more than 99.99' },
    ]);
  });

  test('of no callback, where payments are created all the same', async () => {
    for (const id of ['a', 'b']) await mirrored(id, minutesLater(-30));
    expect(await rulesFound()).toEqual([]);
    await mirrored('c', minutesLater(-10));
    expect(await rulesFound()).toEqual(['no_callbacks']);
    await database.sql`
      insert into callbacks (account_id, received_at, mode, verdict, body_sha256)
      values (${account.id}, ${minutesLater(-59)}, 'live', 'new', '')`;
    expect(await rulesFound()).toEqual([]);
    expect(await rulesFound(minutesLater(2))).toEqual(['no_callbacks']);
  });

  test('of a wrong secret, and of a burst', async () => {
    for (let count = 0; count < 2; count++) await refused(true);
    expect(await rulesFound()).toEqual([]);
    await refused(true);
    expect(await rulesFound()).toEqual(['wrong_secret']);
    await refused(false, 60);
    expect(await rulesFound()).toEqual(['refused_burst', 'wrong_secret']);
    expect(await rulesFound(minutesLater(16))).toEqual([]);
  });

  test('of strangers’ bad signatures only where no callback was taken', async () => {
    await refused(false, 10);
    expect(await rulesFound()).toEqual(['wrong_secret']);
    await database.sql`
      insert into callbacks (account_id, received_at, mode, verdict, body_sha256)
      values (${account.id}, ${NOW}, 'live', 'new', '')`;
    expect(await rulesFound()).toEqual([]);
  });

  test('of a run that failed, of an API that refuses us, and of runs that are late', async () => {
    await run('finished', minutesLater(-20));
    expect(await rulesFound()).toEqual([]);
    expect(await rulesFound(minutesLater(60))).toEqual(['run_late']);
    await run('failed', minutesLater(-10), 'server_error');
    expect(await rulesFound()).toEqual(['run_failed']);
    await run('failed', minutesLater(-5), 'unauthorised');
    expect(await findings()).toMatchObject([
      { rule: 'api_refuses', summary: expect.stringMatching(/^2 failed in a row \(the words of it\)/) },
    ]);
  });

  test('of a day that was not closed in time, from the day on that this was asked for', async () => {
    const { sql } = database;
    await run('finished', NOW);
    const since = new Date('2026-11-22T00:00:00Z');
    const days = (at: string) =>
      daysNotClosed(sql, account, '10:00', { since, now: new Date(`2026-11-${at}Z`) });
    expect(await days('24T08:59:00')).toEqual(['2026-11-21', '2026-11-22']);
    expect(await days('24T09:00:00')).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
    await sql`
      insert into day_closes (account_id, day, view, starts_at, ends_at, figures, unresolved, pending, closed_at,
        closed_by, needs_second, run_id)
      select ${account.id}, '2026-11-22', 'created', now(), now(), '[]', 0, 0, now(), ${actor.personId}, true, id
      from runs where account_id = ${account.id}`;
    expect(await days('24T08:59:00')).toEqual(['2026-11-21', '2026-11-22']);
    const { personId } = await somebody();
    await sql`
      update day_closes set confirmed_at = now(), confirmed_by = ${personId}
      where account_id = ${account.id}`;
    expect(await days('24T08:59:00')).toEqual(['2026-11-21']);
  });

  test('of no day on which nothing was paid', async () => {
    const { sql } = database;
    await changed({ closeBy: '00:00' });
    const [clock] = await sql<{ now: Date }[]>`select now()`;
    const later = new Date((clock?.now ?? NOW).getTime() + 26 * 3_600_000);
    expect(await rulesFound(later)).toEqual([]);
    const at = Math.floor((clock?.now ?? NOW).getTime() / 1000);
    await ingest(sql, [anObservation(account.id, { createdAt: at, processedAt: at, updatedAt: at })]);
    expect(await rulesFound(later)).toEqual(['day_not_closed']);
  });

  test('of a disk that is low, by share and by bytes', async () => {
    const GIB = 1024 ** 3;
    expect(isDiskLow({ freeBytes: 50 * GIB, totalBytes: 1000 * GIB })).toBe(false);
    expect(isDiskLow({ freeBytes: 9 * GIB, totalBytes: 20 * GIB })).toBe(false);
    const low = { freeBytes: 1.5 * GIB, totalBytes: 20 * GIB };
    expect(await installationFindings(database.sql, low)).toEqual([
      {
        ...{ rule: 'disk_low', subject: 'data folder', path: '/alerts' },
        summary: '1.5 of 20.0 GiB are left on the disk of the data folder',
      },
    ]);
  });

  test('of no rule that is off', async () => {
    await anItem(database.sql, account.id);
    await changed({ off: ['critical_discrepancy'] });
    expect(await rulesFound()).toEqual([]);
  });
});

describe('an alert', () => {
  test('is one as long as it holds, and is over once it has not held for five minutes', async () => {
    const id = await anItem(database.sql, account.id);
    for (const minute of [0, 1, 2]) await watch(minutesLater(minute));
    expect(await inState('open')).toHaveLength(1);
    await settle(id);
    await watch(minutesLater(3));
    expect(await inState('open')).toHaveLength(1);
    await watch(minutesLater(7));
    expect(await inState('open')).toEqual([]);
    expect(await inState('resolved')).toMatchObject([{ resolvedAt: minutesLater(7), subject: String(id) }]);
  });

  test('of one account resolves none of another, nor of the installation', async () => {
    const { sql } = database;
    const found = { rule: 'disk_low', subject: 'x', summary: 'x', path: '/alerts' } as const;
    await keepAlerts(sql, null, [found], NOW);
    await keepAlerts(sql, account.id, [], minutesLater(60));
    const seen = { ...of(), withInstallation: true };
    expect(await countAlerts(sql, seen)).toEqual({ open: 1, acknowledged: 0 });
    expect(await countAlerts(sql, of())).toEqual({ open: 0, acknowledged: 0 });
    await keepAlerts(sql, null, [], minutesLater(60));
    expect(await countAlerts(sql, seen)).toEqual({ open: 0, acknowledged: 0 });
  });

  test('is acknowledged once, by name, on the audit', async () => {
    await anItem(database.sql, account.id);
    await watch();
    const [alert] = await inState('open');
    const id = alert?.id ?? 0n;
    await acknowledgeAlert(database.sql, actor, id);
    expect(await inState('acknowledged')).toMatchObject([{ id, acknowledgedBy: actor.name }]);
    await expect(acknowledgeAlert(database.sql, actor, id)).rejects.toMatchObject({ code: 'alert_over' });
    await expect(acknowledgeAlert(database.sql, actor, 999_999n)).rejects.toMatchObject({
      code: 'unknown_alert',
    });
    const [line] = await database.sql`select act from audit where subject = ${`alert:${id}`}`;
    expect(line).toEqual({ act: 'alert.acknowledged' });
  });
});

describe('a channel', () => {
  test('is told of an alert once, and once that it is over, all of a minute in one message', async () => {
    const [one, two] = [
      await anItem(database.sql, account.id, { subject: 'cpi_1' }),
      await anItem(database.sql, account.id, { subject: 'cpi_2' }),
    ];
    await channel();
    await Promise.all([watch(), watch()]);
    await watch(minutesLater(1));
    expect(await messages()).toHaveLength(1);
    await settle(one);
    await watch(minutesLater(7));
    await watch(minutesLater(8));
    const [opened, over, ...more] = await messages();
    expect(more).toEqual([]);
    expect(opened?.subject).toBe('Counterfoil, Shop: 2 alerts opened, 0 over');
    expect(opened?.body).toContain(`${URL_OF_US}/discrepancies/${two}?account=${account.slug}`);
    expect(opened?.body).toContain(`What to do: ${URL_OF_US}/alerts/runbook#critical_discrepancy`);
    expect(over?.subject).toBe('Counterfoil, Shop: Critical discrepancy is over');
  });

  test('is told of its rules alone, and of nothing that somebody looks after or while it is paused', async () => {
    const { sql } = database;
    await anItem(sql, account.id);
    await channel({ name: 'runs alone', rules: ['run_late'] });
    await channel({ name: 'paused' });
    const paused = (await channelsOf(sql, account.id)).find(({ name }) => name === 'paused');
    await changeChannel(sql, actor, paused?.id ?? 0n, 'pause');
    await watch();
    expect(await messages()).toEqual([]);
    const [alert] = await inState('open');
    await acknowledgeAlert(sql, actor, alert?.id ?? 0n);
    await changeChannel(sql, actor, paused?.id ?? 0n, 'resume');
    await watch();
    expect(await messages()).toEqual([]);
  });

  const berlin = { timeZone: 'Europe/Berlin', createdAt: new Date('2026-11-20T00:00:00Z') };
  const at = (hour: string) => new Date(`2026-11-24T${hour}:00Z`);
  test('is silent in its quiet hours, on the account’s clocks, over midnight too', () => {
    const over = { ...berlin, digestHour: null, lastPlannedAt: null, quietFrom: 22, quietTo: 7 };
    const isTold = ['20:59', '21:00', '05:59', '06:00'].map((hour) => isTime(over, at(hour)));
    expect(isTold).toEqual([true, false, false, true]);
    const by = { ...over, quietFrom: 12, quietTo: 13 };
    expect(['10:59', '11:00', '12:00'].map((hour) => isTime(by, at(hour)))).toEqual([true, false, true]);
  });

  test('with a digest is told once a day, and catches a missed one up', () => {
    const daily = { ...berlin, digestHour: 8, quietFrom: null, quietTo: null };
    expect(isTime({ ...daily, lastPlannedAt: at('06:59') }, at('07:00'))).toBe(true);
    expect(isTime({ ...daily, lastPlannedAt: at('07:00') }, at('23:00'))).toBe(false);
    expect(isTime({ ...daily, lastPlannedAt: new Date('2026-11-22T09:00:00Z') }, at('02:00'))).toBe(true);
  });

  test('of a name that is taken is refused', async () => {
    await channel();
    await expect(channel()).rejects.toMatchObject({ code: 'name_taken' });
  });
});

describe('a message goes', () => {
  type Call = { headers: IncomingMessage['headers']; body: string };
  let receiver: Server;
  let calls: Call[];
  let answers: number[];
  beforeEach(async () => {
    [calls, answers] = [[], []];
    receiver = createServer(async (request, response) => {
      calls.push({ headers: request.headers, body: await textOf(request) });
      response.writeHead(answers.shift() ?? 200).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    return () => new Promise((resolve) => receiver.close(resolve));
  });
  const target = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook/T0/secret-part`;

  async function sent(): Promise<bigint> {
    const [{ id } = { id: 0n }] = await channelsOf(database.sql, account.id);
    const message = await orderTest(database.sql, actor, id);
    expect(await dueMessages(database.sql, new Date(Date.now() + 1000))).toContainEqual(message);
    await sendMessage(database.sql, tools(), message);
    return message;
  }

  test('by mail', async () => {
    await channel();
    await sent();
    const mail = await office.next();
    expect([mail.to, mail.headers.subject]).toEqual([['team@shop.example'], 'Counterfoil: a test']);
    expect(await messages()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  test('to a webhook, signed as Standard Webhooks says', async () => {
    const secret = await channel({ channel: 'webhook', target: target() });
    const id = await sent();
    const [call] = calls;
    expect(call?.headers['webhook-id']).toBe(`alert_${id}`);
    const key = Buffer.from((secret ?? '').slice('whsec_'.length), 'base64');
    const told = `alert_${id}.${call?.headers['webhook-timestamp']}.${call?.body}`;
    expect(call?.headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(told).digest('base64')}`,
    );
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      type: 'alerts.changed',
      data: { alerts: [{ news: 'test' }] },
    });
  });

  test('to Slack, whose address is sealed and stands nowhere', async () => {
    expect(await channel({ channel: 'slack', target: target() })).toBeNull();
    await sent();
    expect(JSON.parse(calls[0]?.body ?? '').text).toContain('Counterfoil: a test');
    const [row] = await database.sql<{ all: string }[]>`
      select (select string_agg(channel::text, '') from alert_channels as channel where account_id = ${account.id})
        || (select string_agg(details::text, '') from audit where details ->> 'account' = ${account.slug})
        as all`;
    expect(row?.all).not.toContain('secret-part');
    const newer = createVault(['another key of the tests, 32 characters', OLD_KEY]);
    expect(await resealChannelSecrets(database.sql, newer)).toBeGreaterThan(0);
    expect(await resealChannelSecrets(database.sql, newer)).toBe(0);
    expect(
      await resealChannelSecrets(
        database.sql,
        createVault([OLD_KEY, 'another key of the tests, 32 characters']),
      ),
    ).toBeGreaterThan(0);
  });

  test('again where it failed, and says why; never into the own network by itself', async () => {
    const { sql } = database;
    await channel({ channel: 'webhook', target: target() });
    answers = [500];
    const id = await sent();
    expect(await messages()).toMatchObject([{ state: 'due', failure: 'the receiver answered 500' }]);
    await sendMessage(sql, tools(), id);
    expect(calls).toHaveLength(1);
    const again = () => sql`update alert_deliveries set next_attempt_at = now() where id = ${id}`;
    await again();
    await sendMessage(sql, { ...tools(), isPrivateAllowed: false }, id);
    expect(calls).toHaveLength(1);
    for (let attempt = 3; attempt <= 6; attempt++) {
      answers = [404];
      await again();
      await sendMessage(sql, tools(), id);
    }
    expect(await messages()).toMatchObject([{ state: 'failed', attempts: 6 }]);
  });
});

describe('a person', () => {
  test('is told by mail of what they chose, as long as they see the account', async () => {
    const { sql } = database;
    const person = { id: actor.personId, email: actor.name };
    await chooseOwnAlerts(sql, person, account.id, { rules: ['critical_discrepancy'] });
    expect(await ownAlerts(sql, person.id, account.id)).toMatchObject({ rules: ['critical_discrepancy'] });
    await anItem(sql, account.id, { subject: 'cpi_1' });
    await watch();
    const [message] = await messages();
    await sendMessage(sql, tools(), message?.id ?? 0n);
    expect((await office.next()).to).toEqual([person.email]);
    await sql`update people set sees_all_accounts = false where id = ${person.id}`;
    await anItem(sql, account.id, { subject: 'cpi_2' });
    await watch();
    expect(await messages()).toHaveLength(1);
    await chooseOwnAlerts(sql, person, account.id, { rules: [] });
    expect(await ownAlerts(sql, person.id, account.id)).toEqual({ rules: [] });
  });

  test('is told once of all that others gave them to review, unless they chose otherwise', async () => {
    const { sql } = database;
    const giver = await somebody();
    const give = async (subject: string) =>
      assignDiscrepancy(sql, giver, await anItem(sql, account.id, { subject }), actor.personId);
    await give('cpi_1');
    await give('cpi_2');
    await assignDiscrepancy(sql, actor, await anItem(sql, account.id, { subject: 'cpi_own' }));
    await chooseMails(sql, actor.personId, { assignments: false, mentions: true });
    await give('cpi_after');
    await planMessages(sql, URL_OF_US, NOW);
    await planMessages(sql, URL_OF_US, NOW);
    const told = await messages();
    expect(told).toMatchObject([{ subject: 'Counterfoil: you were given 2 discrepancies to review' }]);
    expect(told[0]?.body).toContain(`from ${giver.name}`);
  });

  test('is told by mail where a note names them, and of nothing that they may not see', async () => {
    const { sql } = database;
    const writer = await somebody();
    const item = await anItem(sql, account.id, { subject: 'cpi_1' });
    await noteDiscrepancy(sql, writer, item, `@${actor.name}: the bank says no, @nobody, @${writer.name}`);
    await assignDiscrepancy(sql, writer, item, actor.personId);
    await planMessages(sql, URL_OF_US, NOW);
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message?.subject).toBe('Counterfoil: you were given a discrepancy to review, and named in a note');
    expect(message?.body).toContain(`${writer.name} named you in a note`);
    expect(message?.body).toContain(`/discrepancies/${item}?account=`);
    expect(message?.body).not.toContain('the bank says no');
    await sendMessage(sql, tools(), message?.id ?? 0n);
    expect((await office.next()).to).toEqual([actor.name]);

    await chooseMails(sql, actor.personId, { assignments: true, mentions: false });
    await noteDiscrepancy(sql, writer, item, `@${actor.name} again`);
    await chooseMails(sql, actor.personId, { assignments: true, mentions: true });
    await noteDiscrepancy(sql, writer, item, `@${actor.name} once more`);
    await sql`update people set sees_all_accounts = false where id = ${actor.personId}`;
    await noteDiscrepancy(sql, writer, item, `@${actor.name} and more`);
    await planMessages(sql, URL_OF_US, NOW);
    expect(await messages()).toHaveLength(1);
  });
});

test('a channel is told of alerts of its severity and above, and of their end', async () => {
  const { sql } = database;
  await channel({ name: 'night', leastSeverity: 'critical' });
  await channel({ name: 'all' });
  const open = (rule: string, severity: string) => sql`
    insert into alerts (account_id, rule, subject, severity, summary, path, opened_at, last_seen_at)
    values (${account.id}, ${rule}, 'x', ${severity}, 'of a test', '/', ${NOW}, ${NOW})`;
  await open('run_late', 'high');
  await open('critical_discrepancy', 'critical');
  await planMessages(sql, URL_OF_US, NOW);
  await sql`update alerts set resolved_at = ${NOW}`;
  await planMessages(sql, URL_OF_US, NOW);
  const told = await sql<{ name: string; rules: string[] }[]>`
    select name, array(select one ->> 'rule' || ' ' || (one ->> 'news')
      from jsonb_array_elements(news) as one order by 1) as rules
    from alert_deliveries as delivery join alert_channels as channel on channel.id = channel_id
    where account_id = ${account.id} order by name, delivery.id`;
  expect(told).toEqual([
    { name: 'all', rules: ['critical_discrepancy opened', 'run_late opened'] },
    { name: 'all', rules: ['critical_discrepancy resolved', 'run_late resolved'] },
    { name: 'night', rules: ['critical_discrepancy opened'] },
    { name: 'night', rules: ['critical_discrepancy resolved'] },
  ]);
});

test('every rule has its section in the runbook', async () => {
  const runbook = await readFile(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  for (const [rule, { label }] of Object.entries(RULES)) {
    expect(runbook).toContain(`<a id="${rule}"></a>`);
    expect(runbook).toContain(`## ${label}\n`);
  }
});
