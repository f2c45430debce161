import { createElement, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Ledger } from '#app/pages/invoices/ledger.tsx';
import { hasReceivedSince, sideRows } from '#app/pages/invoices/side-rows.tsx';
import type { BookSide } from '#reconciliation/books/invoice.ts';

const CREATED = Date.parse('2026-11-20T12:00:00Z');
const at = (seconds: number) => new Date(CREATED + seconds * 1000);

function side(status: string, updated: number): BookSide {
  const none = { paymentAmount: null, fee: null, deposit: null, processedFee: null, processedDeposit: null };
  const amount = { minor: 1000n, currency: 'EUR', exponent: 2 };
  const money = { amount, processedAmount: null, refundedAmount: null, chargedBackAmount: null };
  return {
    ...{
      mode: 'test',
      referenceId: 'order-1',
      service: null,
      status,
      resolution: null,
      processedAt: null,
      isFinal: true,
    },
    ...{ createdAt: at(0), updatedAt: at(updated), ...none, ...money },
    ...{ inferredReceived: null, inferredReturned: null, isAhead: false },
  };
}

test.each<[string, number, number, boolean]>([
  ['asked before our book heard of it', 60, 30, true],
  ['asked when our book heard of it', 60, 60, false],
  ['asked after it', 60, 61, false],
])('Paymega, %s', (_, heard, asked, hasHeard) => {
  expect(hasReceivedSince({ receivedAt: at(heard), askedAt: at(asked) })).toBe(hasHeard);
});

test('figures that differ are marked, whichever side is the older one', () => {
  for (const [ours, theirs] of [
    [60, 0],
    [0, 60],
  ] as const) {
    const sides = { ours: side('processed', ours), theirs: side('created', theirs) };
    const differing = sideRows(sides, 'UTC').filter(({ differs }) => differs);
    expect(differing.map(({ label }) => label)).toEqual(['Status', 'Updated']);
  }
});

test('a service is named in words', () => {
  const ours = { ...side('processed', 60), service: 'payment_card_eur_hpp' };
  expect(textOf(sideRows({ ours, theirs: null }, 'UTC').find(({ label }) => label === 'Service')?.ours)).toBe(
    'Card, EUR, payment page',
  );
});

const EUR = (minor: bigint) => ({ minor, currency: 'EUR', exponent: 2 });
const textOf = (node: ReactNode) =>
  renderToStaticMarkup(createElement(Fragment, null, node))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const oursOf = (ours: BookSide, label: string) =>
  textOf(sideRows({ ours, theirs: null }, 'UTC').find((row) => row.label === label)?.ours);

test('a figure that follows from the status alone is shown as inferred, never as told', () => {
  const refunded = { ...side('refunded', 60), inferredReceived: EUR(1000n), inferredReturned: EUR(600n) };
  const told = { ...refunded, refundedAmount: EUR(400n) };
  expect(oursOf(told, 'Processed')).toBe('— 10.00 EUR inferred from the status');
  expect(oursOf(told, 'Refunded')).toBe('4.00 EUR 6.00 EUR inferred from the status');
  expect(oursOf(told, 'Charged back')).toBe('—');
  expect(oursOf({ ...told, status: 'charged_back' }, 'Charged back')).toBe(
    '— 6.00 EUR inferred from the status',
  );
  expect(textOf(createElement(Ledger, { side: told, book: 'our book' }))).toBe(
    'The money, by our book What was paid and what is left of it, by our book ' +
      'Paid, inferred from the status 10.00 EUR Fee — Refunded -4.00 EUR Charged back — ' +
      'Refunded or charged back, inferred from the status -6.00 EUR Net 0.00 EUR',
  );
});

test('a time ahead of our clock is marked where it stands', () => {
  expect(oursOf(side('processed', 60), 'Updated')).not.toContain('clock');
  expect(oursOf({ ...side('processed', 60), isAhead: true }, 'Updated')).toMatch(
    / ahead of our clock, so not used$/,
  );
});
