import { expect, test } from 'vitest';
import { isOutdated, sideRows } from '#app/pages/invoices/side-rows.tsx';
import type { BookSide } from '#reconciliation/book/invoice.ts';

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
  };
}

test.each<[string, number, number, number, boolean]>([
  ['asked before the change that our book has heard', 0, 60, 30, true],
  ['asked in the second of that change', 0, 60, 60, true],
  ['asked after it', 0, 60, 61, false],
  ['asked long ago, and knows something later', 90, 60, 30, false],
])('Paymega, %s', (_, theirs, ours, fetched, outdated) => {
  const sides = {
    ours: side('processed', ours),
    theirs: side('created', theirs),
    fetchedAt: at(fetched),
  };
  expect(isOutdated(sides)).toBe(outdated);
  const differing = sideRows(sides, 'UTC').filter(({ differs }) => differs);
  expect(differing.map(({ label }) => label)).toEqual(outdated ? [] : ['Status', 'Updated']);
});
