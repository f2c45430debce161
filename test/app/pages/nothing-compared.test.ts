import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingest } from '#reconciliation/books/ingest.ts';
import { anObservation } from '../../support/observations.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct();
let cookie = '';
const CREATED = 1_790_000_000;
const DAY = '2026-09-21';

/** What no page may say of an account of which nothing was compared. */
const CLAIMS = [
  /both books agree/i,
  /books agree to the cent/i,
  /nothing needs action/i,
  /100\s*%/,
  /\bties\b/i,
  /every payment of it is final/i,
  /nothing of it is unresolved/i,
  /was compared within (a|the last) month/i,
];
const PAGES = [
  ...[
    '/',
    '/discrepancies',
    '/invoices',
    '/pending',
    '/runs',
    '/callbacks',
    '/reports',
    '/reports?month=2026-09',
  ],
  ...[`/reports/${DAY}`, `/reports/${DAY}?view=created`, `/reports/${DAY}?mode=test`, '/reports/2030-01-01'],
  ...[`/reports/closings?from=${DAY}&to=${DAY}`, `/reports/analytics?from=${DAY}&to=${DAY}`],
];

beforeAll(async () => {
  cookie = await product.cookieOf('admin');
  const [paid, pending] = ['processed', 'process_pending'];
  await ingest(product.sql, [
    anObservation(product.accountId, {
      id: 'cpi_told_1',
      status: paid,
      createdAt: CREATED,
      processedAt: CREATED,
    }),
    anObservation(product.accountId, { id: 'cpi_told_2', status: pending, createdAt: CREATED }),
  ]);
});

beforeEach(async () => {
  await product.sql`delete from runs`;
});

type Over = { state: string; minutesAgo?: number; fault?: string; isOfOldDays?: boolean };

async function aRun({ state, minutesAgo = 1, fault, isOfOldDays = false }: Over): Promise<string> {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const to = isOfOldDays ? CREATED - 3600 : at.getTime() / 1000;
  const [run] = await product.sql<{ id: bigint }[]>`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at, fault,
      message)
    values (${product.accountId}, 'schedule', 'recent', to_timestamp(${CREATED - 7200}),
      to_timestamp(${to}), ${state}, ${at}, ${state === 'queued' ? null : at}, ${fault ?? null},
      ${fault ? 'as Paymega said' : null})
    returning id`;
  return String(run?.id);
}

async function read(path: string): Promise<string> {
  const answer = await fetch(`${product.url}${path}`, { headers: { cookie } });
  expect(answer.status, path).toBe(200);
  return (await answer.text()).replaceAll(/<script[\s\S]*?<\/script>/g, '').replaceAll('<!-- -->', '');
}

const STATES = [
  ['never', async () => {}, 'Not reconciled yet.'],
  [
    'failed',
    async () => {
      await aRun({ state: 'failed', fault: 'unauthorised', minutesAgo: 20 });
      await aRun({ state: 'failed', fault: 'unauthorised' });
    },
    'Not reconciled: the last 2 runs failed.',
  ],
  ['waiting for hours', () => aRun({ state: 'queued', minutesAgo: 600 }), 'Not reconciled: runs are late.'],
] as const;

describe.each(STATES)('an account of which nothing was compared: %s', (_, arrange, headline) => {
  test.each(PAGES)('%s claims no agreement, and says so first', async (path) => {
    await arrange();
    const page = await read(path);
    expect(page).toContain(headline);
    for (const claim of CLAIMS) expect(page).not.toMatch(claim);
    // Of a payment the colour says what became of it.
    if (path !== '/invoices') expect(page).not.toContain('text-good');
  });
});

test('an account whose runs have failed since one finished says when that was', async () => {
  await aRun({ state: 'finished', minutesAgo: 90 });
  await aRun({ state: 'failed', fault: 'unauthorised' });
  const page = await read('/');
  expect(page).toContain('Not reconciled: the last run failed.');
  expect(page).toContain('Paymega refuses the Account ID or the API key (401)');
  expect(page).toContain(`/settings/accounts/${product.accountId}`);
  expect(page).toMatch(/Compared last/);
  expect(page).toContain('1 problem needs action');
});

test('runs are late when none has finished for three intervals', async () => {
  await aRun({ state: 'finished', minutesAgo: 46 });
  expect(await read('/')).toContain('Not reconciled: runs are late.');
});

test('a run over days of long ago that finished is no word about today', async () => {
  await aRun({ state: 'failed', fault: 'unauthorised', minutesAgo: 5 });
  await aRun({ state: 'finished', isOfOldDays: true });
  expect(await read('/')).toContain('Not reconciled: the last run failed.');
});

test('nor is one that failed', async () => {
  await aRun({ state: 'finished', minutesAgo: 5 });
  await aRun({ state: 'failed', fault: 'timed_out', isOfOldDays: true });
  expect(await read('/')).not.toContain('Not reconciled');
});

test('a run that is tried again has failed so far', async () => {
  await aRun({ state: 'running', fault: 'timed_out' });
  expect(await read('/discrepancies')).toContain('Paymega does not answer in time');
});

test('the page of a failed run shows nothing as done', async () => {
  const id = await aRun({ state: 'failed', fault: 'unauthorised' });
  const page = await read(`/runs/${id}`);
  expect(page).toContain('It compared nothing');
  expect(page).not.toMatch(/0 of 0|100\s*%|text-good|>Matched<|<progress/);
});

test('a run that broke off half-way says what it has changed, and claims nothing as compared', async () => {
  const id = await aRun({ state: 'failed', fault: 'unauthorised' });
  await product.sql`update runs set matched = 9, healed = 1234, opened = 2 where id = ${id}`;
  const page = await read(`/runs/${id}`);
  expect(page).toContain('Nothing counts as compared');
  expect(page).toContain('1,234 corrected, 2 opened.');
  expect(page).not.toContain('changed no discrepancy');
  const row =
    (await read('/runs'))
      .split('<tr')
      .slice(1)
      .find((text) => text.includes(`/runs/${id}`)) ?? '';
  expect(row).toContain('>1234<');
  expect(row).not.toContain('>9<');
});

test('a day that has not begun is said to be one', async () => {
  await aRun({ state: 'finished' });
  const page = await read('/reports/2030-01-01');
  expect(page).toContain('This day has not begun');
  expect(page).not.toContain('✓');
});

test('an account whose last run finished of late is not talked about', async () => {
  await aRun({ state: 'failed', fault: 'unauthorised', minutesAgo: 20 });
  await aRun({ state: 'finished' });
  const page = await read('/');
  expect(page).not.toContain('Not reconciled');
  expect(page).toContain('Nothing needs action.');
});
