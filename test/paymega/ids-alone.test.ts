import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openPage, type Page, readPage } from '#paymega/list-page.ts';
import { documentText } from '../support/documents.ts';

const ASKED = new URL('https://api.example/payment-invoices');
const PAGES = 60;
const MEGABYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const pageOf = (nth: number): string => {
  const document = documentText({ description: 'x'.repeat(MEGABYTE) }, `cpi_of_some_length_${nth}`);
  return `{"data":[${document.slice('{"data":'.length, -1)}]}`;
};

function heldBy(idOf: (text: string) => string | null | undefined): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const ids = Array.from({ length: PAGES }, (_, nth) => idOf(pageOf(nth)));
  collect();
  expect(new Set(ids).size).toBe(PAGES);
  return (process.memoryUsage().heapUsed - before) / MEGABYTE;
}

const recognised = (text: string): Page => openPage(text, ASKED, 'key').read([true]);

test.each<[string, (text: string) => string | null | undefined]>([
  ['that was read', (text) => readPage(text, ASKED).resources[0]?.id],
  ['that was recognised', (text) => recognised(text).recognised[0]?.id],
])('whoever keeps the id of an invoice %s does not keep the page that told it', (_, idOf) => {
  expect(heldBy(idOf)).toBeLessThan(PAGES / 4);
});
