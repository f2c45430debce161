import { RESOLUTION_BY_EXPIRY } from '../../test-cards.ts';
import type { DeliveryOutcome } from './delivery-outcomes.ts';
import type { Timeline } from './timeline.ts';

const [FIRST_REASON = 'declined', ...MORE_REASONS] = Object.values(RESOLUTION_BY_EXPIRY);

/** How long an unpaid invoice lives. */
export const LIFETIME_SECONDS = 1800;

/** Timelines after which both books agree and nobody has to do anything. */
export const CALM_TIMELINES = {
  smooth: (timeline: Timeline) => timeline.begins().isPaid(),
  failed,
  expired: (timeline: Timeline) => timeline.begins().becomes('expired', LIFETIME_SECONDS),
  doubled: (timeline: Timeline) => timeline.begins().isPaid('doubled'),
  reordered,
  late: (timeline: Timeline) => timeline.begins().isPaid({ lateByRetries: timeline.random.between(11, 17) }),
  refunded: (timeline: Timeline) => refunded(timeline),
  partially_refunded: partlyRefunded,
  retry_after_failure: (timeline: Timeline) =>
    timeline.part === 0 ? timeline.begins().fails(reason(timeline)) : timeline.begins().isPaid(),
  other_mode_same_reference: (timeline: Timeline) => timeline.begins().isPaid(),
  no_reference: (timeline: Timeline) => timeline.begins().isPaid(),
  fee_on_top: (timeline: Timeline) => timeline.begins().isPaid(),
};

/** Paid, and days later all of it returned. */
export function refunded(timeline: Timeline, outcome: DeliveryOutcome = 'delivered'): Timeline {
  return timeline.begins().isPaid().isRefunded('refunded', timeline.figures.paymentAmount, outcome);
}

/** Paid, and days later a part of it returned. */
export function partlyRefunded(timeline: Timeline): Timeline {
  const { paymentAmount } = timeline.figures;
  const part = (paymentAmount * BigInt(timeline.random.between(10, 60))) / 100n + 1n;
  return timeline.begins().isPaid().isRefunded('partially_refunded', part);
}

function failed(timeline: Timeline): Timeline {
  timeline.begins();
  if (timeline.random.chance(0.1)) return timeline.becomes('terminated', timeline.random.between(20, 400));
  if (timeline.random.chance(0.2))
    timeline.becomes('process_error', timeline.random.between(1, 60), { resolution: reason(timeline) });
  return timeline.fails(reason(timeline));
}

function reordered(timeline: Timeline): Timeline {
  timeline.begins({ outOfOrderBySeconds: timeline.random.between(100, 400) });
  // Two states may share a second: `updated` alone does not order them.
  return timeline.isPaid('delivered', timeline.random.between(0, 60));
}

function reason(timeline: Timeline): string {
  return timeline.random.pick([FIRST_REASON, ...MORE_REASONS]);
}
