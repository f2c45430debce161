import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { anItem } from '../../../reconciliation/discrepancies/an-item.ts';
import { useProduct } from '../../../support/product.ts';
import { hasPrometheus, openPrometheus } from '../../../support/prometheus.ts';

const TOKEN = 'the token of the metrics of this test';
const OPERATIONS = path.join(PACKAGE_ROOT, 'docs/operations');
const PROMTOOL = '/usr/bin/promtool';
const PATIENT = { timeout: 30_000, interval: 100 };
const Samples = z.object({ result: z.array(z.unknown()) });
const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
});
const Dashboard = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
});
const product = useProduct({ hasHistory: true, environment: { METRICS_TOKEN: TOKEN } });

const ask = (headers: Record<string, string> = {}) => fetch(`${product.url}/metrics`, { headers });
const figure = (text: string, name: string) =>
  Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);

test('metrics tell what the books, the queue and this process are about', async () => {
  const { sql, accountId } = product;
  await fetch(`${product.url}/callbacks`, { method: 'POST', body: '{}' });
  await anItem(sql, accountId, { subject: 'cpi_metrics', kind: 'over_returned', atRisk: 1234n });
  const answer = await ask();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const text = await answer.text();
  expect(figure(text, 'counterfoil_callback_answer_seconds_count{verdict="refused"}')).toBe(1);
  expect(figure(text, 'counterfoil_database_up')).toBe(1);
  const discrepancy = 'counterfoil_discrepancies{account="main",kind="over_returned",severity="critical"}';
  const [known] = await sql<{ count: number }[]>`
    select count(*)::int as count from discrepancies
    where mode = 'live' and state <> 'resolved' and kind = 'over_returned'`;
  expect(figure(text, discrepancy)).toBe(known?.count);
  const [risk] = await sql<{ units: number }[]>`
    select (sum(at_risk) / 100)::float8 as units from discrepancies
    where mode = 'live' and state <> 'resolved' and currency = 'USD'`;
  expect(figure(text, 'counterfoil_money_at_risk{account="main",currency="USD"}')).toBe(risk?.units);
  expect(figure(text, 'counterfoil_run_age_seconds{account="main"}')).toBeGreaterThanOrEqual(0);
  expect(figure(text, 'counterfoil_database_connections_max')).toBeGreaterThan(0);
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('metrics are for this machine, and through a proxy or by another name for who has the token', async () => {
  const through = { 'x-forwarded-for': '127.0.0.1' };
  const authorised = { ...through, authorization: `Bearer ${TOKEN}` };
  expect((await ask(through)).status).toBe(401);
  expect((await ask({ ...through, authorization: 'Bearer of something else' })).status).toBe(401);
  expect((await ask({ ...through, authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
  expect((await ask(authorised)).status).toBe(200);
});

test('dashboard and alert rules ask for figures that there are, and lead into the runbook', async () => {
  const text = await (await ask()).text();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const files = ['grafana-dashboard.json', 'prometheus-alerts.yml'];
  for (const file of files) {
    const content = await readFile(path.join(OPERATIONS, file), 'utf8');
    const asked = new Set(
      [...content.matchAll(/(?:counterfoil|nodejs|process)_\w+/g)].map(([name]) =>
        name.replace(/_(bucket|count)$/, ''),
      ),
    );
    expect([file, [...asked].filter((name) => !known.has(name))]).toEqual([file, []]);
  }
  const runbook = await readFile(path.join(PACKAGE_ROOT, 'docs/runbook.md'), 'utf8');
  const rules = await readFile(path.join(OPERATIONS, 'prometheus-alerts.yml'), 'utf8');
  for (const [, section = ''] of rules.matchAll(/runbook\.md#(\w+)/g))
    expect(runbook).toMatch(new RegExp(`<a id="${section}"></a>|## ${section}$`, 'im'));
});

describe('Prometheus', () => {
  test('takes the rules, each of which goes off when it should, and finds nothing wrong with the metrics', async ({
    skip,
  }) => {
    if (!existsSync(PROMTOOL)) skip('promtool is not installed: Debian has it in prometheus');
    const promtool = promisify(execFile).bind(null, PROMTOOL);
    await promtool(['check', 'rules', 'prometheus-alerts.yml'], { cwd: OPERATIONS });
    await promtool(['test', 'rules', 'prometheus-alerts.test.yml'], { cwd: OPERATIONS });
    const [rules, tests] = await Promise.all(
      ['prometheus-alerts.yml', 'prometheus-alerts.test.yml'].map((name) =>
        readFile(path.join(OPERATIONS, name), 'utf8'),
      ),
    );
    const names = [...(rules ?? '').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    const tested = (name: string) => new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`).test(tests ?? '');
    expect([names.length > 5, names.filter((name) => !tested(name))]).toEqual([true, []]);
    const checked = spawnSync(PROMTOOL, ['check', 'metrics'], { input: await (await ask()).text() });
    // The names of the library's own are its own.
    const ours = `${checked.stdout}${checked.stderr}`
      .split('\n')
      .filter((line) => !/^(nodejs_|$)/.test(line));
    expect(ours).toEqual([]);
  });

  test('reads it, and answers all that the dashboard and the rules ask', async ({ skip }) => {
    if (!hasPrometheus()) skip('prometheus is not installed: Debian has it');
    const prometheus = await openPrometheus(product.url, path.join(OPERATIONS, 'prometheus-alerts.yml'));
    try {
      const samples = async (expression: string) =>
        Samples.parse(await prometheus.ask(`query?query=${encodeURIComponent(expression)}`)).result.length;
      await vi.waitFor(async () => expect(await samples('up{job="counterfoil"} == 1')).toBe(1), PATIENT);
      await vi.waitFor(async () => {
        const { groups } = Rules.parse(await prometheus.ask('rules'));
        const health = groups.flatMap(({ rules }) => rules.map(({ name, health: own }) => `${name} ${own}`));
        expect([health.length > 5, health.filter((one) => !one.endsWith(' ok'))]).toEqual([true, []]);
      }, PATIENT);
      const dashboard = await readFile(path.join(OPERATIONS, 'grafana-dashboard.json'), 'utf8');
      const { panels } = Dashboard.parse(JSON.parse(dashboard));
      const empty: string[] = [];
      for (const { expr } of panels.flatMap(({ targets }) => targets))
        if ((await samples(expr)) === 0) empty.push(expr);
      // Nobody has called Paymega in this process, no callback came of late, and no job waits.
      expect(empty.filter((one) => !/_api_|callback_(answer|delay)_seconds|queue_jobs/.test(one))).toEqual(
        [],
      );
    } finally {
      await prometheus.close();
    }
  });
});
