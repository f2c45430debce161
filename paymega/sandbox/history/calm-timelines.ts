import { RESOLUTION_BY_EXPIRY } from '../../test-cards.ts';
import type { Fate } from './delivery-outcomes.ts';
import type { Scene } from './timeline.ts';

const [FIRST_REASON = 'declined', ...MORE_REASONS] = Object.values(RESOLUTION_BY_EXPIRY);

/** How long an unpaid invoice lives. */
export const LIFETIME_SECONDS = 1800;

/** Stories after which both books agree and nobody has to do anything. */
export const CALM_STORIES = {
  smooth: (scene: Scene) => scene.begins().isPaid(),
  failed,
  expired: (scene: Scene) => scene.begins().becomes('expired', LIFETIME_SECONDS),
  doubled: (scene: Scene) => scene.begins().isPaid('doubled'),
  reordered,
  late: (scene: Scene) => scene.begins().isPaid({ lateByRetries: scene.dice.between(11, 17) }),
  refunded: (scene: Scene) => refunded(scene),
  partially_refunded: partlyRefunded,
  retry_after_failure: (scene: Scene) =>
    scene.part === 0 ? scene.begins().fails(reason(scene)) : scene.begins().isPaid(),
  other_mode_same_reference: (scene: Scene) => scene.begins().isPaid(),
  no_reference: (scene: Scene) => scene.begins().isPaid(),
  fee_on_top: (scene: Scene) => scene.begins().isPaid(),
};

/** Paid, and days later all of it returned. */
export function refunded(scene: Scene, fate: Fate = 'delivered'): Scene {
  return scene.begins().isPaid().isRefunded('refunded', scene.figures.paymentAmount, fate);
}

/** Paid, and days later a part of it returned. */
export function partlyRefunded(scene: Scene): Scene {
  const { paymentAmount } = scene.figures;
  const part = (paymentAmount * BigInt(scene.dice.between(10, 60))) / 100n + 1n;
  return scene.begins().isPaid().isRefunded('partially_refunded', part);
}

function failed(scene: Scene): Scene {
  scene.begins();
  if (scene.dice.chance(0.1)) return scene.becomes('terminated', scene.dice.between(20, 400));
  if (scene.dice.chance(0.2))
    scene.becomes('process_error', scene.dice.between(1, 60), { resolution: reason(scene) });
  return scene.fails(reason(scene));
}

function reordered(scene: Scene): Scene {
  scene.begins({ outOfOrderBySeconds: scene.dice.between(100, 400) });
  // Two states may share a second: `updated` alone does not order them.
  return scene.isPaid('delivered', scene.dice.between(0, 60));
}

function reason(scene: Scene): string {
  return scene.dice.pick([FIRST_REASON, ...MORE_REASONS]);
}
