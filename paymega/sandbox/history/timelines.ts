import { CALM_TIMELINES } from './calm-timelines.ts';
import { initialState, type Role, type Shop } from './initial-state.ts';
import { ODD_TIMELINES } from './odd-timelines.ts';
import type { ScenarioName } from './scenarios.ts';
import { SeededRandom } from './seeded-random.ts';
import { Timeline, type TimelineEvent } from './timeline.ts';
import { SHOWCASE_TRADE, type Trade } from './trades.ts';

const EVENTS = 301;

const TIMELINES: Record<ScenarioName, (timeline: Timeline) => Timeline> = {
  ...CALM_TIMELINES,
  ...ODD_TIMELINES,
};

/** All that ever happens to one procedural invoice, in the order of time. */
export function timelineOf(role: Role, shop: Shop, trade: Trade = SHOWCASE_TRADE): readonly TimelineEvent[] {
  const part = role.index === role.first ? 0 : 1;
  const timeline = new Timeline(
    initialState(role, shop, trade),
    part,
    new SeededRandom(role.seed, role.index, EVENTS),
  );
  return TIMELINES[role.scenario](timeline).events;
}
