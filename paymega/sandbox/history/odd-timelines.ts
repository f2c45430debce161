import type { Patch } from '../platform/invoice-view.ts';
import { LIFETIME_SECONDS, partlyRefunded, refunded } from './calm-timelines.ts';
import { figuresOf, paidInFull, paidOtherwise } from './figures.ts';
import type { Timeline } from './timeline.ts';

const OTHER_CURRENCY: Readonly<Record<string, string>> = { USD: 'EUR', EUR: 'USD', JPY: 'KRW', KWD: 'BHD' };

/** Timelines after which a reconciliation has something to find; what, the table of scenarios says. */
export const ODD_TIMELINES = {
  final_lost: (timeline: Timeline) => timeline.begins().isPaid('lost'),
  refused_final: (timeline: Timeline) => timeline.begins().isPaid('wrong_secret'),
  refund_lost: (timeline: Timeline) => refundLost(timeline),
  never_notified: (timeline: Timeline) => timeline.begins('lost').isPaid('lost'),
  never_notified_refused: (timeline: Timeline) => timeline.begins('wrong_secret').isPaid('wrong_secret'),
  vanished: (timeline: Timeline) => timeline.begins().isPaid().vanishes(),
  amount_edited: amountEdited,
  currency_edited: (timeline: Timeline) =>
    edited(timeline, { currency: OTHER_CURRENCY[timeline.view.currency] ?? 'EUR' }),
  mode_edited: (timeline: Timeline) =>
    edited(timeline, { mode: timeline.view.mode === 'live' ? 'test' : 'live' }),
  reference_edited: (timeline: Timeline) =>
    edited(timeline, { referenceId: `${timeline.view.referenceId}-amended` }),
  fee_edited: feeEdited,
  processed_edited: processedEdited,
  refund_edited: (timeline: Timeline) => {
    partlyRefunded(timeline);
    return timeline.isEdited({ refundedAmount: timeline.view.refundedAmount + 1n }, 'same_updated');
  },
  stuck: (timeline: Timeline) => timeline.begins().becomes('process_pending', timeline.random.between(1, 90)),
  double_payment: doublePayment,
  underpaid,
  overpaid,
  charged_back: (timeline: Timeline) => chargedBack(timeline.begins().isPaid(), 'charged_back'),
  charged_back_in_field: (timeline: Timeline) => chargedBack(timeline.begins().isPaid(), 'processed'),
  over_returned: (timeline: Timeline) => chargedBack(refunded(timeline), 'charged_back'),
  late_success: (timeline: Timeline) =>
    timeline
      .begins()
      .becomes('expired', LIFETIME_SECONDS)
      .isPaid('delivered', timeline.random.between(60, 900)),
  unknown_status: (timeline: Timeline) =>
    timeline.begins().becomes('on_hold', timeline.random.between(1, 90)),
  went_back: (timeline: Timeline) =>
    edited(timeline, { status: 'process_failed', resolution: 'provider_error' }),
  figures_off: figuresOff,
  unknown_currency: (timeline: Timeline) => {
    timeline.view = { ...timeline.view, currency: 'USDT', service: 'payment_card_usdt_hpp' };
    return timeline.begins().isPaid();
  },
  too_fine: tooFine,
};

function refundLost(timeline: Timeline): Timeline {
  timeline.begins().isPaid();
  const after = timeline.random.between(8 * 3600, 3 * 86_400);
  const refundedAt = timeline.view.updatedAt + after;
  return timeline.becomes(
    'refunded',
    after,
    { refundedAmount: timeline.figures.paymentAmount, refundedAt },
    'lost',
  );
}

function edited(timeline: Timeline, patch: Patch): Timeline {
  return timeline.begins().isPaid().isEdited(patch, 'updated');
}

// The whole account of another amount, so that all identities still hold and only the amount is another one.
function amountEdited(timeline: Timeline): Timeline {
  const { amount } = timeline.figures;
  const other = figuresOf(amount + amount / BigInt(timeline.random.between(5, 20)) + 1n, timeline.terms);
  return edited(timeline, { ...other, ...paidInFull(other) });
}

function feeEdited(timeline: Timeline): Timeline {
  const { fee, deposit } = timeline.figures;
  const more = fee / 4n + 1n;
  const processed = { processedFee: fee + more, processedDeposit: deposit - more };
  return timeline
    .begins()
    .isPaid()
    .isEdited({ fee: fee + more, deposit: deposit - more, ...processed }, 'same_updated');
}

function processedEdited(timeline: Timeline): Timeline {
  const { paymentAmount, fee } = timeline.figures;
  const less = paymentAmount - paymentAmount / 10n - 1n;
  const processed = { processedAmount: less, processedDeposit: less - fee };
  return timeline.begins().isPaid().isEdited(processed, 'same_updated');
}

// The first is paid quickly, the second takes its time: the second is the later one by every clock.
function doublePayment(timeline: Timeline): Timeline {
  return timeline.begins().isPaid('delivered', timeline.part === 0 ? 1 : 95);
}

function underpaid(timeline: Timeline): Timeline {
  const paid = (timeline.figures.paymentAmount * BigInt(timeline.random.between(40, 95))) / 100n;
  timeline.begins();
  const after = timeline.random.between(1, 90);
  const facts = { resolution: 'ok', processedAt: timeline.view.updatedAt + after };
  return timeline.becomes('partially_processed', after, { ...paidOtherwise(paid, timeline.terms), ...facts });
}

function overpaid(timeline: Timeline): Timeline {
  const paid = (timeline.figures.paymentAmount * BigInt(timeline.random.between(105, 150))) / 100n + 1n;
  return timeline.begins().isPaidWith(paidOtherwise(paid, timeline.terms));
}

function chargedBack(timeline: Timeline, status: 'charged_back' | 'processed'): Timeline {
  const after = timeline.random.between(12 * 3600, 3 * 86_400);
  return timeline.becomes(status, after, { chargedBackAmount: timeline.figures.paymentAmount });
}

function figuresOff(timeline: Timeline): Timeline {
  const { deposit } = timeline.figures;
  timeline.view = { ...timeline.view, deposit: deposit - deposit / 20n - 1n };
  return timeline.begins().isPaid();
}

// Ten dollars and half a cent.
function tooFine(timeline: Timeline): Timeline {
  const figures = { amount: 10_005n, paymentAmount: 10_005n, fee: 250n, deposit: 9_755n };
  timeline.view = { ...timeline.view, ...figures, exponent: 3 };
  return timeline.begins().isPaidWith(paidInFull(figures));
}
