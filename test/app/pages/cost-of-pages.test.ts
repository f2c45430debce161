import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Counted, counted } from '../../support/counted.ts';
import { makeAccount } from '../../support/database.ts';
import { askOwn } from '../../support/own-page.ts';
import { useProduct } from '../../support/product.ts';
import type { Known } from '../access/access-table.ts';
import { everyPage, oneOfEverything } from './every-page.ts';
import { preferIndexes, unusedIndexes, useEverythingElse } from './indexes-in-use.ts';
import { manyOfEverything } from './many-of-everything.ts';
import { GROWING, STATEMENTS } from './statements-table.ts';

// What the product does beside the pages, a look at its settings say, may come in between: never each time.
const ROUNDS = 5;

let road: Counted;
const product = useProduct({
  hasHistory: true,
  async databaseUrl(direct) {
    databaseUrl = direct;
    await preferIndexes(direct);
    const url = new URL(direct);
    road = await counted(Number(url.port));
    url.port = String(road.port);
    return url.href;
  },
});
let known: Known;
let databaseUrl = '';
const cookies = { whole: '', half: '' };
const addresses = new Map<string, string>();

beforeAll(async () => {
  cookies.whole = await product.cookieOf('admin');
  cookies.half = await product.cookieOf('viewer', 'code');
  await makeAccount(product.sql);
  known = await oneOfEverything(product, cookies.whole);
});
afterAll(() => road?.close());

/** Pages that send more statements than they may: how many, and those that are sent more than once. */
async function tooMany(): Promise<Record<string, { count: number; repeated: string[] }>> {
  const found: Record<string, { count: number; repeated: string[] }> = {};
  for (const { path, address, isHalf } of everyPage(known)) {
    if (path in GROWING) continue;
    const atMost = STATEMENTS[path] ?? 0;
    const sent = await sentFor(address, isHalf ? cookies.half : cookies.whole, atMost);
    if (sent.length > atMost) found[path] = { count: sent.length, repeated: repeatedOf(sent) };
  }
  return found;
}

/** What a page sends, asked again while that is more than it may be. */
async function sentFor(address: string, cookie: string, atMost: number): Promise<string[]> {
  const own = await ownOf(address, cookie);
  let least: string[] | null = null;
  for (let round = 0; round < ROUNDS && (least === null || least.length > atMost); round++) {
    const before = road.statements.length;
    await (await fetch(own, { headers: { cookie }, redirect: 'manual' })).arrayBuffer();
    const sent = road.statements.slice(before);
    if (least === null || sent.length < least.length) least = sent;
  }
  return least ?? [];
}

/** A page leads on to the address that names its account, once. */
async function ownOf(address: string, cookie: string): Promise<string> {
  const seen = addresses.get(address);
  if (seen) return seen;
  const answer = await askOwn(product.url + address, { headers: { cookie } });
  await answer.arrayBuffer();
  addresses.set(address, answer.url);
  return answer.url;
}

function repeatedOf(statements: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const statement of statements) times.set(statement, (times.get(statement) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([text, count]) => `${count} × ${text.slice(0, 150)}`);
}

test('every page stands in the table of statements, and no other does', () => {
  const paths = everyPage(known).map(({ path }) => path);
  expect(Object.keys({ ...STATEMENTS, ...GROWING }).sort()).toEqual(paths.sort());
});

test('no page sends more statements than the table says', async () => {
  expect(await tooMany()).toEqual({});
});

test('nor does it where there are thirty times as many rows', async () => {
  await manyOfEverything(product, known.invoiceId);
  expect(await tooMany()).toEqual({});
});

test('and every index serves one of them, an export, a program, a run or a job', async () => {
  await useEverythingElse(product, known, cookies.whole);
  await product.running.stop();
  await product.sql.end();
  expect(await unusedIndexes(databaseUrl)).toEqual([]);
});
