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
import { benchInBrowser } from './browser.ts';
import { fillBothBooks, fillCallbacks, makeBenchAccount } from './fill.ts';
import { median, seconds } from './report.ts';

const INVOICES = 1_000_000;
const ROUNDS = 15;
const EMAIL = 'bench@shop.example';
const ACTOR = { kind: 'program', name: 'bench' } as const;

/** Whole HTTP answers of the pages on a book of a million, as a person who is signed in gets them; and their weight. */
export async function benchPages(sql: Sql, url: string): Promise<void> {
  const from = Math.floor(Date.now() / 1000) - INVOICES;
  const accountId = await makeBenchAccount(sql, 'pages');
  await fillBothBooks(sql, accountId, INVOICES, from);
  await fillCallbacks(sql, accountId);
  await foldTotals(sql);
  await settled(sql, accountId, { from, to: from + INVOICES });
  await addPerson(sql, { email: EMAIL, role: 'admin', password: PASSWORD });
  const port = await freePort();
  const product = await startProduct({
    ...{ DATABASE_URL: url, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, PROCESS: 'web' },
    ...{ PAYMEGA_API_URL: 'http://127.0.0.1:9', PAYMEGA_CARDGATE_URL: 'http://127.0.0.1:9' },
    ...{ PAYMEGA_ACCOUNT_ID: 'nobody', PAYMEGA_API_KEY: 'none' },
  });
  try {
    const headers = { cookie: await signIn(product.url, EMAIL, PASSWORD) };
    const get = (path: string) => fetch(product.url + path, { headers }).then((answer) => answer.text());
    const account = 'account=pages';
    const deep = await deepPage(get, account);
    const [floor] = [await timed(() => get('/healthz'))];
    console.log(`/healthz: ${ms(floor)} (what an answer costs at the least)`);
    for (const path of [
      `/?${account}`,
      `/discrepancies?${account}`,
      `/discrepancies?${account}&preview=1`,
      `/discrepancies?${account}&group=cause`,
      `/invoices?${account}`,
      deep,
      `/invoices?${account}&status=process_pending`,
      `/invoices?${account}&search=order-777777`,
      `/invoices?${account}&search=123.45`,
      `/invoices?${account}&search=nobody`,
      `/pending?${account}`,
      `/callbacks?${account}`,
      `/runs?${account}`,
      `/callbacks?${account}&verdict=conflicting`,
      `/reports?${account}`,
    ]) {
      const page = await get(path);
      console.log(
        `${path.slice(0, 60)}: ${ms(await timed(() => get(path)))}, ${weightOf(page)} KB of HTML (brotli)`,
      );
    }
    console.log(
      `scripts of a page without charts: ${await scriptWeight(get, `/invoices?${account}`)} KB (brotli)`,
    );
    await benchInBrowser(product.url, headers.cookie, account);
  } finally {
    await product.stop();
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

/** A page in the middle of the list, by following its own links. */
async function deepPage(get: (path: string) => Promise<string>, account: string): Promise<string> {
  const day = new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10);
  const page = await get(`/invoices?${account}&to=${day}`);
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

function ms(value: number): string {
  return `${(value * 1000).toFixed(1)} ms`;
}

function weightOf(page: string): number {
  return Math.round(brotliCompressSync(page).length / 1024);
}
