import { describe, expect, test } from 'vitest';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { isoExponent } from '#paymega/currencies.ts';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { PLOT_NAMES, type PlotName } from '#paymega/sandbox/history/scenarios.ts';
import type { SceneEvent } from '#paymega/sandbox/history/timeline.ts';
import { storyOf } from '#paymega/sandbox/history/timelines.ts';
import { callbackBody } from '#paymega/sandbox/platform/callbacks.ts';
import type { Shown } from '#paymega/sandbox/platform/invoice-view.ts';
import { START } from '../started.ts';

const shop = { callbackUrl: 'https://shop.example/callbacks', returnUrl: 'https://shop.example/return' };
const addresses = {
  apiUrl: 'https://api.example',
  cardgateUrl: 'https://cards.example',
  token: () => 'token',
};

function stories(plot: PlotName): (readonly SceneEvent[])[] {
  return Array.from({ length: 60 }, (_, index) =>
    storyOf({ seed: 1, id: `cpi_${index}`, index, first: index, plot, createdAt: START }, shop),
  );
}

function states(plot: PlotName): Shown[] {
  return stories(plot).flatMap((events) => events.flatMap(({ shown }) => shown ?? []));
}

function last(events: readonly SceneEvent[]): Shown | null {
  return events.at(-1)?.shown ?? null;
}

/** What the merchant was told last by callbacks that he could believe. */
function toldLast(events: readonly SceneEvent[]): Shown | null {
  const told = events.filter(({ attempts }) => attempts.some(({ isSignedRight }) => isSignedRight));
  return told.at(-1)?.shown ?? null;
}

describe.each(PLOT_NAMES)('%s', (plot) => {
  test.skipIf(plot === 'figures_off')('payment amount = deposit + fee', () => {
    for (const shown of states(plot)) expect(shown.paymentAmount).toBe(shown.deposit + shown.fee);
  });

  test('processed amount = processed fee + processed deposit, and nothing is negative', () => {
    for (const shown of states(plot)) {
      const { processedAmount, processedFee, processedDeposit } = shown;
      expect(processedAmount ?? 0n).toBe((processedFee ?? 0n) + (processedDeposit ?? 0n));
      for (const figure of [shown.amount, shown.fee, shown.deposit, processedDeposit ?? 1n]) {
        expect(figure).toBeGreaterThan(0n);
      }
    }
  });

  test('events are in order, and `updated` never goes back', () => {
    for (const events of stories(plot)) {
      for (const [place, { at, shown }] of events.entries()) {
        const before = events[place - 1];
        expect(at).toBeGreaterThanOrEqual(before?.at ?? START);
        expect(shown?.updatedAt ?? at).toBeGreaterThanOrEqual(before?.shown?.updatedAt ?? START);
      }
    }
  });

  test('its documents are read exactly, or refused where they should be', () => {
    for (const shown of states(plot)) {
      const read = () => readInvoice(readResource(callbackBody(shown, addresses)), isoExponent);
      if (plot === 'unknown_currency' || plot === 'too_fine') expect(read).toThrow(UnreadableInvoice);
      else
        expect(read()).toMatchObject({
          id: shown.id,
          amount: shown.amount,
          fee: shown.fee,
          status: shown.status,
        });
    }
  });
});

test.each(['smooth', 'refunded', 'doubled', 'reordered', 'late', 'fee_on_top', 'failed', 'expired'] as const)(
  'after %s the merchant knows what Paymega shows',
  (plot) => {
    for (const events of stories(plot)) expect(toldLast(events)).toEqual(last(events));
  },
);

test.each([
  ['final_lost', 'status'],
  ['refused_final', 'status'],
  ['refund_lost', 'status'],
  ['currency_edited', 'currency'],
  ['mode_edited', 'mode'],
  ['reference_edited', 'referenceId'],
  ['amount_edited', 'amount'],
  ['fee_edited', 'fee'],
  ['processed_edited', 'processedAmount'],
  ['refund_edited', 'refundedAmount'],
  ['went_back', 'status'],
] as const)('after %s the books differ in %s', (plot, field) => {
  for (const events of stories(plot)) {
    expect(last(events)).not.toBeNull();
    expect(toldLast(events)?.[field]).not.toBe(last(events)?.[field]);
  }
});

test.each(['fee_edited', 'processed_edited', 'refund_edited'] as const)(
  '%s leaves `updated` as it was',
  (plot) => {
    for (const events of stories(plot)) expect(last(events)?.updatedAt).toBe(toldLast(events)?.updatedAt);
  },
);

test('an unreadable amount is written digit for digit', () => {
  const [shown] = states('too_fine');
  expect(shown && callbackBody(shown, addresses)).toContain('"amount":10.005,');
});
