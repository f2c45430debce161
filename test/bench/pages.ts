import { brotliCompressSync } from 'node:zlib';
import { addPerson } from '#identity/people/people.ts';
import { signIn } from '../support/product.ts';
import { PASSWORD } from '../support/running.ts';
import type { Bench } from './bench.ts';
import type { Book } from './book.ts';
import { benchInBrowser } from './browser.ts';
import { median, peakMb, seconds } from './report.ts';
import { startWeb } from './web.ts';

const ROUNDS = 15;
const EMAIL = 'bench@shop.example';
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
  for (const size of bench.sizes) await bench.book(size);
  await addPerson(sql, { email: EMAIL, role: 'admin', password: PASSWORD });
  const product = await startWeb(bench.url, `shop-${bench.sizes.at(-1)}`);
  try {
    const headers = { cookie: await signIn(product.url, EMAIL, PASSWORD) };
    const get: Get = (path) => fetch(product.url + path, { headers }).then((answer) => answer.text());
    for (const size of bench.sizes) await timePages(bench, get, await bench.book(size), product.pid);
    const last = `account=shop-${bench.sizes.at(-1)}`;
    console.log(
      `scripts of a page without charts: ${await scriptWeight(get, `/invoices?${last}`)} KB (brotli)`,
    );
    await benchInBrowser(product.url, headers.cookie, last);
  } finally {
    await product.stop();
  }
}

async function timePages(bench: Bench, get: Get, { slug, size, window }: Book, pid: number): Promise<void> {
  const account = `account=${slug}`;
  // In the middle of the list, by its own link.
  const middle = new Date(((window.from + window.to) / 2) * 1000).toISOString().slice(0, 10);
  const today = new Date().toISOString().slice(0, 10);
  const pages: [string, string][] = [
    ['overview', `/?${account}`],
    ['work list', `/discrepancies?${account}`],
    ['work list with its preview', `/discrepancies?${account}&preview=1`],
    ['work list by cause', `/discrepancies?${account}&group=cause`],
    ['all discrepancies of a kind', `/discrepancies?${account}&state=all&kind=fee_differs`],
    ['invoices', `/invoices?${account}`],
    ['invoices, a deep page', await deepPage(get, `${account}&to=${middle}`)],
    ['invoices of one status', `/invoices?${account}&status=process_pending`],
    ['invoices by amount', `/invoices?${account}&sort=amount`],
    ['invoices, a reference', `/invoices?${account}&search=order-77777`],
    ['invoices, an amount', `/invoices?${account}&search=123.45`],
    ['invoices, nothing found', `/invoices?${account}&search=nobody`],
    ['invoices of a service that none has', `/invoices?${account}&service=nobody`],
    ['invoices of a result that none has', `/invoices?${account}&result=refunded`],
    ['invoices of an hour of the day', `/invoices?${account}&from=${middle}&to=${today}&hour=3`],
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
