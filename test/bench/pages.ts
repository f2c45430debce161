import { brotliCompressSync } from 'node:zlib';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { applyResults } from '#reconciliation/comparison/apply.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { signIn } from '../support/product.ts';
import { freePort, PASSWORD, startProduct } from '../support/running.ts';
import type { Bench } from './bench.ts';
import { benchInBrowser } from './browser.ts';
import { fillBothBooks, fillCallbacks, makeBenchAccount } from './fill.ts';
import { median, peakMb, seconds } from './report.ts';

const ROUNDS = 15;
const EMAIL = 'bench@shop.example';
const ACTOR = { kind: 'program', name: 'bench' } as const;
const GOAL_MS = 25;
const OVERVIEW_GOAL_MS = 50;
const DAY_MS = 86_400_000;

type Get = (path: string) => Promise<string>;

/**
 * Whole HTTP answers of the pages, as a person who is signed in gets them, beside the least answer there is (/healthz); and
 * their weight.
 */
export async function benchPages(bench: Bench): Promise<void> {
  const { sql } = bench;
  for (const invoices of bench.sizes) await fillFor(sql, `pages-${invoices}`, invoices);
  await foldTotals(sql);
  await addPerson(sql, { email: EMAIL, role: 'admin', password: PASSWORD });
  const port = await freePort();
  const product = await startProduct({
    ...{
      DATABASE_URL: bench.url,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PROCESS: 'web',
    },
    ...{ PAYMEGA_API_URL: 'http://127.0.0.1:9', PAYMEGA_CARDGATE_URL: 'http://127.0.0.1:9' },
    ...{ PAYMEGA_ACCOUNT_ID: 'nobody', PAYMEGA_API_KEY: 'none' },
  });
  try {
    const headers = { cookie: await signIn(product.url, EMAIL, PASSWORD) };
    const get: Get = (path) => fetch(product.url + path, { headers }).then((answer) => answer.text());
    for (const invoices of bench.sizes) await timePages(bench, get, invoices, product.pid);
    const last = `account=pages-${bench.sizes.at(-1)}`;
    console.log(
      `scripts of a page without charts: ${await scriptWeight(get, `/invoices?${last}`)} KB (brotli)`,
    );
    await benchInBrowser(product.url, headers.cookie, last);
  } finally {
    await product.stop();
  }
}

async function fillFor(sql: Sql, slug: string, invoices: number): Promise<void> {
  const from = Math.floor(Date.now() / 1000) - invoices;
  const accountId = await makeBenchAccount(sql, slug);
  await fillBothBooks(sql, accountId, invoices, from);
  await fillCallbacks(sql, accountId);
  await settled(sql, accountId, { from, to: from + invoices });
}

async function timePages(bench: Bench, get: Get, size: number, pid: number): Promise<void> {
  const account = `account=pages-${size}`;
  // In the middle of the list, by its own link.
  const middle = new Date(Date.now() - (size / 2) * 1000).toISOString().slice(0, 10);
  const pages: [string, string][] = [
    ['overview', `/?${account}`],
    ['work list', `/discrepancies?${account}`],
    ['work list with its preview', `/discrepancies?${account}&preview=1`],
    ['work list by cause', `/discrepancies?${account}&group=cause`],
    ['invoices', `/invoices?${account}`],
    ['invoices, a deep page', await deepPage(get, `${account}&to=${middle}`)],
    ['invoices of one status', `/invoices?${account}&status=process_pending`],
    ['invoices by amount', `/invoices?${account}&sort=amount`],
    ['invoices, a reference', `/invoices?${account}&search=order-77777`],
    ['invoices, an amount', `/invoices?${account}&search=123.45`],
    ['invoices, nothing found', `/invoices?${account}&search=nobody`],
    ['pending', `/pending?${account}`],
    ['callbacks', `/callbacks?${account}`],
    ['callbacks of a verdict', `/callbacks?${account}&verdict=conflicting`],
    ['runs', `/runs?${account}`],
    ['reports', `/reports?${account}`],
    ['day report', `/reports/${new Date(Date.now() - DAY_MS).toISOString().slice(0, 10)}?${account}`],
  ];
  for (const [path, address] of pages) {
    const floor = await timed(() => get('/healthz'));
    const product = await timed(() => get(address));
    const weight = `${weightOf(await get(address))} KB of HTML (brotli)`;
    const limit = path === 'overview' ? OVERVIEW_GOAL_MS : GOAL_MS;
    bench.put({
      ...{ path: `page: ${path}`, size, unit: 'ms', product: product * 1000, goal: limit },
      ...{ memoryMb: peakMb(pid), notes: `${weight}; /healthz ${(floor * 1000).toFixed(1)} ms` },
    });
  }
}

async function settled(sql: Sql, accountId: number, window: { from: number; to: number }): Promise<void> {
  const account = await accountById(sql, accountId);
  await sql.begin(async (transaction) => {
    const runId = await queueRun(transaction, ACTOR, { accountId, window, trigger: 'program' });
    const comparison = { runId, account: { ...account, healForward: false }, window, now: new Date() };
    await applyResults(transaction, comparison, await compare(transaction, comparison));
  });
  await sql`vacuum analyze discrepancies`;
}

async function deepPage(get: Get, query: string): Promise<string> {
  const page = await get(`/invoices?${query}`);
  const older = /href="(\/invoices\?[^"]*after=[^"]*)"/.exec(page)?.[1];
  if (!older) throw new Error('the list has no older page');
  return older.replaceAll('&amp;', '&');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await seconds(work));
  return median(rounds);
}

async function scriptWeight(get: (path: string) => Promise<string>, path: string): Promise<number> {
  const page = await get(path);
  const files = new Set([...page.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([file]) => file));
  let bytes = 0;
  for (const file of files) bytes += brotliCompressSync(await get(file)).length;
  return Math.round(bytes / 1024);
}

function weightOf(page: string): number {
  return Math.round(brotliCompressSync(page).length / 1024);
}
