import { expect, test } from 'vitest';
import { hasHeardSince, sideRows } from '#app/pages/invoices/side-rows.tsx';
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

test.each<[string, number, number, boolean]>([
  ['asked before our book heard of it', 60, 30, true],
  ['asked when our book heard of it', 60, 60, false],
  ['asked after it', 60, 61, false],
])('Paymega, %s', (_, heard, asked, hasHeard) => {
  expect(hasHeardSince({ heardAt: at(heard), askedAt: at(asked) })).toBe(hasHeard);
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
