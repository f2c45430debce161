import { beforeAll, expect, test } from 'vitest';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct();
let admin = '';
let viewer = '';
beforeAll(async () => {
  admin = await product.cookieOf('admin');
  viewer = await product.cookieOf('viewer');
});

const read = async (path: string, cookie = admin) =>
  (await fetch(product.url + path, { headers: { cookie } })).text();
const post = (path: string, fields: [string, string][], cookie = admin) =>
  fetch(product.url + path, {
    ...{ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' },
    headers: { cookie },
  });

const CHANNEL: [string, string][] = [
  ['name', 'the team'],
  ['channel', 'webhook'],
  ['target', 'https://hooks.example.com/alerts'],
  ['rules', 'run_late'],
  ['rules', 'disk_low'],
  ['leastSeverity', 'high'],
  ['quietFrom', '22'],
  ['quietTo', '7'],
];
const replaced = (name: string, value: string) =>
  CHANNEL.map(([key, before]): [string, string] => [key, key === name ? value : before]);

test('an admin adds a channel, sees its secret once, tests it, and removes it', async () => {
  const { sql } = product;
  const made = await (await post('/settings/alerts/channels', CHANNEL)).text();
  const secret = /whsec_[\w+/=]+/.exec(made)?.[0] ?? '';
  expect(secret).not.toBe('');
  const page = await read('/settings/alerts');
  expect(page).toContain('the team');
  expect(page).toContain('Run late, Disk low');
  expect(page).toMatch(/<td[^>]*>(<[^>]*>)*high or critical/);
  expect(page).not.toContain(secret);
  const [channel] = await sql<{ id: bigint }[]>`select id from alert_channels where name = 'the team'`;
  const address = `/settings/alerts/channels/${channel?.id}`;
  expect((await post(`${address}/tests`, [])).status).toBe(302);
  const [job] = await sql<{ data: { deliveryId: string } }[]>`
    select data from pgboss.job where name = 'send-message'`;
  const [message] = await sql<
    { id: bigint }[]
  >`select id from alert_deliveries where channel_id = ${channel?.id ?? 0n}`;
  expect(job?.data).toEqual({ deliveryId: String(message?.id) });
  expect(await read('/settings/alerts')).toContain('Counterfoil: a test');
  expect((await post(`${address}/changes`, [['change', 'remove']])).status).toBe(302);
  expect(await read('/settings/alerts')).toContain('Nobody is told of alerts');
});

test.each([
  ['target', 'http://hooks.example.com/alerts', 'must begin with https://'],
  ['target', 'https://user:pass@hooks.example.com/', 'no user or password in the address'],
  ['rules', 'everything', 'choose rules of the list'],
  ['leastSeverity', 'dire', 'choose one of the list'],
  ['quietTo', '', 'both hours, or neither'],
])('a channel whose %s is “%s” is refused at its field', async (name, value, words) => {
  const answer = await post('/settings/alerts/channels', replaced(name, value));
  expect(answer.status).toBe(422);
  expect((await answer.text()).toLowerCase()).toContain(words.toLowerCase());
});

test('an address of Slack that was refused does not come back to the browser', async () => {
  const slack = replaced('channel', 'slack').map(([key, value]): [string, string] =>
    key === 'target' ? [key, 'http://hooks.slack.example/services/T0/secret-part'] : [key, value],
  );
  const answer = await post('/settings/alerts/channels', slack);
  expect(answer.status).toBe(422);
  expect(await answer.text()).not.toContain('secret-part');
});

test('thresholds are kept, in words that a person writes', async () => {
  const rules: [string, string][] = [
    ...[
      ['rules', 'stuck_money'],
      ['stuckMoney', 'usd 1000, eur 900.50'],
      ['silentMinutes', '30'],
      ['refusedBurst', '9'],
      ['closeBy', '10:00'],
    ].map(([key = '', value = '']): [string, string] => [key, value]),
  ];
  expect((await post('/settings/alerts', rules)).status).toBe(302);
  const page = await read('/settings/alerts');
  for (const value of ['EUR 900.50, USD 1000.00', '10:00']) expect(page).toContain(`value="${value}"`);
  const wrong = rules.map(([key, value]): [string, string] => [key, key === 'stuckMoney' ? 'USD' : value]);
  expect((await post('/settings/alerts', wrong)).status).toBe(422);
});

test('an open alert is counted in the menu, leads to its runbook, and is acknowledged by who may', async () => {
  const { sql, accountId } = product;
  const item = await anItem(sql, accountId, { subject: 'cpi_alert' });
  const [alert] = await sql<{ id: bigint }[]>`
    insert into alerts (account_id, rule, subject, severity, summary, path, opened_at, last_seen_at)
    values (${accountId}, 'critical_discrepancy', ${String(item)}, 'critical', 'Amount differs: cpi_alert',
      ${`/discrepancies/${item}`}, now(), now())
    returning id`;
  const act = `/alerts/${alert?.id}/acknowledgement`;
  const page = await read('/alerts');
  for (const words of ['Amount differs: cpi_alert', '/alerts/runbook#critical_discrepancy', act])
    expect(page).toContain(words);
  expect(await read('/alerts/runbook')).toContain('id="critical_discrepancy"');
  expect(await read('/alerts', viewer)).not.toContain(act);
  expect((await post(act, [], viewer)).status).toBe(403);
  expect((await post(act, [])).status).toBe(302);
  const [row] =
    await sql`select acknowledged_at is not null as "isSeen" from alerts where id = ${alert?.id ?? 0n}`;
  expect(row).toEqual({ isSeen: true });
});

test('anybody chooses what they are told of themselves', async () => {
  const answer = await post('/alerts/subscription', [['rules', 'run_failed']], viewer);
  expect(answer.status).toBe(302);
  const page = await read('/alerts', viewer);
  expect(page).toMatch(/<input[^>]*value="run_failed"[^>]*checked|<input[^>]*checked[^>]*value="run_failed"/);
  const ticked = async () =>
    [...(await read('/me', viewer)).matchAll(/<input[^>]*name="(assignments|mentions)"[^>]*>/g)]
      .filter(([tag]) => / checked/.test(tag))
      .map(([, name]) => name);
  expect(await ticked()).toEqual(['assignments', 'mentions']);
  expect((await post('/me/mails', [['mentions', 'on']], viewer)).status).toBe(302);
  expect(await ticked()).toEqual(['mentions']);
  expect((await read('/settings/alerts', viewer)).includes('New channel')).toBe(false);
});
