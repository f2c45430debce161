import { describe, expect, test } from 'vitest';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { isoExponent } from '#paymega/currencies.ts';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { SCENARIO_NAMES, type ScenarioName } from '#paymega/sandbox/history/scenarios.ts';
import type { TimelineEvent } from '#paymega/sandbox/history/timeline.ts';
import { timelineOf } from '#paymega/sandbox/history/timelines.ts';
import { callbackBody } from '#paymega/sandbox/platform/callbacks.ts';
import type { InvoiceView } from '#paymega/sandbox/platform/invoice-view.ts';
import { START } from '../started.ts';

const shop = { callbackUrl: 'https://shop.example/callbacks', returnUrl: 'https://shop.example/return' };
const addresses = {
  apiUrl: 'https://api.example',
  cardgateUrl: 'https://cards.example',
  token: () => 'token',
};

function timelines(scenario: ScenarioName): (readonly TimelineEvent[])[] {
  return Array.from({ length: 60 }, (_, index) =>
    timelineOf({ seed: 1, id: `cpi_${index}`, index, first: index, scenario, createdAt: START }, shop),
  );
}

function states(scenario: ScenarioName): InvoiceView[] {
  return timelines(scenario).flatMap((events) => events.flatMap(({ view }) => view ?? []));
}

function last(events: readonly TimelineEvent[]): InvoiceView | null {
  return events.at(-1)?.view ?? null;
}

/** What the merchant was told last by callbacks that he could believe. */
function toldLast(events: readonly TimelineEvent[]): InvoiceView | null {
  const told = events.filter(({ attempts }) => attempts.some(({ isSignedRight }) => isSignedRight));
  return told.at(-1)?.view ?? null;
}

describe.each(SCENARIO_NAMES)('%s', (scenario) => {
  test.skipIf(scenario === 'figures_off')('payment amount = deposit + fee', () => {
    for (const view of states(scenario)) expect(view.paymentAmount).toBe(view.deposit + view.fee);
  });

  test('processed amount = processed fee + processed deposit, and nothing is negative', () => {
    for (const view of states(scenario)) {
      const { processedAmount, processedFee, processedDeposit } = view;
      expect(processedAmount ?? 0n).toBe((processedFee ?? 0n) + (processedDeposit ?? 0n));
      for (const figure of [view.amount, view.fee, view.deposit, processedDeposit ?? 1n]) {
        expect(figure).toBeGreaterThan(0n);
      }
    }
  });

  test('events are in order, and `updated` never goes back', () => {
    for (const events of timelines(scenario)) {
      for (const [place, { at, view }] of events.entries()) {
        const before = events[place - 1];
        expect(at).toBeGreaterThanOrEqual(before?.at ?? START);
        expect(view?.updatedAt ?? at).toBeGreaterThanOrEqual(before?.view?.updatedAt ?? START);
      }
    }
  });

  test('its documents are read exactly, or refused where they should be', () => {
    for (const view of states(scenario)) {
      const read = () => readInvoice(readResource(callbackBody(view, addresses)), isoExponent);
      if (scenario === 'unknown_currency' || scenario === 'too_fine') expect(read).toThrow(UnreadableInvoice);
      else
        expect(read()).toMatchObject({
          id: view.id,
          amount: view.amount,
          fee: view.fee,
          status: view.status,
        });
    }
  });
});

test.each(['smooth', 'refunded', 'doubled', 'reordered', 'late', 'fee_on_top', 'failed', 'expired'] as const)(
  'after %s the merchant knows what Paymega shows',
  (scenario) => {
    for (const events of timelines(scenario)) expect(toldLast(events)).toEqual(last(events));
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
] as const)('after %s the books differ in %s', (scenario, field) => {
  for (const events of timelines(scenario)) {
    expect(last(events)).not.toBeNull();
    expect(toldLast(events)?.[field]).not.toBe(last(events)?.[field]);
  }
});

test.each(['fee_edited', 'processed_edited', 'refund_edited'] as const)(
  '%s leaves `updated` as it was',
  (scenario) => {
    for (const events of timelines(scenario))
      expect(last(events)?.updatedAt).toBe(toldLast(events)?.updatedAt);
  },
);

test('an unreadable amount is written digit for digit', () => {
  const [view] = states('too_fine');
  expect(view && callbackBody(view, addresses)).toContain('"amount":10.005,');
});
