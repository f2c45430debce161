import type { Patch } from '../platform/invoice-view.ts';
import { LIFETIME_SECONDS, partlyRefunded, refunded } from './calm-timelines.ts';
import { figuresOf, paidInFull, paidOtherwise } from './figures.ts';
import type { Scene } from './timeline.ts';

const OTHER_CURRENCY: Readonly<Record<string, string>> = { USD: 'EUR', EUR: 'USD', JPY: 'KRW', KWD: 'BHD' };

/** Stories after which a reconciliation has something to find; what, the table of plots says. */
export const ODD_STORIES = {
  final_lost: (scene: Scene) => scene.begins().isPaid('lost'),
  refused_final: (scene: Scene) => scene.begins().isPaid('wrong_secret'),
  refund_lost: (scene: Scene) => refundLost(scene),
  never_told: (scene: Scene) => scene.begins('lost').isPaid('lost'),
  never_told_refused: (scene: Scene) => scene.begins('wrong_secret').isPaid('wrong_secret'),
  vanished: (scene: Scene) => scene.begins().isPaid().vanishes(),
  amount_edited: amountEdited,
  currency_edited: (scene: Scene) =>
    edited(scene, { currency: OTHER_CURRENCY[scene.shown.currency] ?? 'EUR' }),
  mode_edited: (scene: Scene) => edited(scene, { mode: scene.shown.mode === 'live' ? 'test' : 'live' }),
  reference_edited: (scene: Scene) => edited(scene, { referenceId: `${scene.shown.referenceId}-amended` }),
  fee_edited: feeEdited,
  processed_edited: processedEdited,
  refund_edited: (scene: Scene) => {
    partlyRefunded(scene);
    return scene.isEdited({ refundedAmount: scene.shown.refundedAmount + 1n }, 'same_updated');
  },
  stuck: (scene: Scene) => scene.begins().becomes('process_pending', scene.dice.between(1, 90)),
  double_payment: doublePayment,
  underpaid,
  overpaid,
  charged_back: (scene: Scene) => chargedBack(scene.begins().isPaid(), 'charged_back'),
  charged_back_in_field: (scene: Scene) => chargedBack(scene.begins().isPaid(), 'processed'),
  over_returned: (scene: Scene) => chargedBack(refunded(scene), 'charged_back'),
  late_success: (scene: Scene) =>
    scene.begins().becomes('expired', LIFETIME_SECONDS).isPaid('delivered', scene.dice.between(60, 900)),
  unknown_status: (scene: Scene) => scene.begins().becomes('on_hold', scene.dice.between(1, 90)),
  went_back: (scene: Scene) => edited(scene, { status: 'process_failed', resolution: 'provider_error' }),
  figures_off: figuresOff,
  unknown_currency: (scene: Scene) => {
    scene.shown = { ...scene.shown, currency: 'USDT', service: 'payment_card_usdt_hpp' };
    return scene.begins().isPaid();
  },
  too_fine: tooFine,
};

function refundLost(scene: Scene): Scene {
  scene.begins().isPaid();
  const after = scene.dice.between(8 * 3600, 3 * 86_400);
  const refundedAt = scene.shown.updatedAt + after;
  return scene.becomes(
    'refunded',
    after,
    { refundedAmount: scene.figures.paymentAmount, refundedAt },
    'lost',
  );
}

function edited(scene: Scene, patch: Patch): Scene {
  return scene.begins().isPaid().isEdited(patch, 'updated');
}

// The whole account of another amount, so that all identities still hold and only the amount is another one.
function amountEdited(scene: Scene): Scene {
  const { amount } = scene.figures;
  const other = figuresOf(amount + amount / BigInt(scene.dice.between(5, 20)) + 1n, scene.terms);
  return edited(scene, { ...other, ...paidInFull(other) });
}

function feeEdited(scene: Scene): Scene {
  const { fee, deposit } = scene.figures;
  const more = fee / 4n + 1n;
  const processed = { processedFee: fee + more, processedDeposit: deposit - more };
  return scene
    .begins()
    .isPaid()
    .isEdited({ fee: fee + more, deposit: deposit - more, ...processed }, 'same_updated');
}

function processedEdited(scene: Scene): Scene {
  const { paymentAmount, fee } = scene.figures;
  const less = paymentAmount - paymentAmount / 10n - 1n;
  const processed = { processedAmount: less, processedDeposit: less - fee };
  return scene.begins().isPaid().isEdited(processed, 'same_updated');
}

// The first is paid quickly, the second takes its time: the second is the later one by every clock.
function doublePayment(scene: Scene): Scene {
  return scene.begins().isPaid('delivered', scene.part === 0 ? 1 : 95);
}

function underpaid(scene: Scene): Scene {
  const paid = (scene.figures.paymentAmount * BigInt(scene.dice.between(40, 95))) / 100n;
  scene.begins();
  const after = scene.dice.between(1, 90);
  const facts = { resolution: 'ok', processedAt: scene.shown.updatedAt + after };
  return scene.becomes('partially_processed', after, { ...paidOtherwise(paid, scene.terms), ...facts });
}

function overpaid(scene: Scene): Scene {
  const paid = (scene.figures.paymentAmount * BigInt(scene.dice.between(105, 150))) / 100n + 1n;
  return scene.begins().isPaidWith(paidOtherwise(paid, scene.terms));
}

function chargedBack(scene: Scene, status: 'charged_back' | 'processed'): Scene {
  const after = scene.dice.between(12 * 3600, 3 * 86_400);
  return scene.becomes(status, after, { chargedBackAmount: scene.figures.paymentAmount });
}

function figuresOff(scene: Scene): Scene {
  const { deposit } = scene.figures;
  scene.shown = { ...scene.shown, deposit: deposit - deposit / 20n - 1n };
  return scene.begins().isPaid();
}

// Ten dollars and half a cent.
function tooFine(scene: Scene): Scene {
  const figures = { amount: 10_005n, paymentAmount: 10_005n, fee: 250n, deposit: 9_755n };
  scene.shown = { ...scene.shown, ...figures, exponent: 3 };
  return scene.begins().isPaidWith(paidInFull(figures));
}
