import { CALM_TIMELINES } from './calm-timelines.ts';
import { initialState, type Role, type Shop } from './initial-state.ts';
import { ODD_TIMELINES } from './odd-timelines.ts';
import type { ScenarioName } from './scenarios.ts';
import { SeededRandom } from './seeded-random.ts';
import { Timeline, type TimelineEvent } from './timeline.ts';

const EVENTS = 301;

const TIMELINES: Record<ScenarioName, (timeline: Timeline) => Timeline> = {
  ...CALM_TIMELINES,
  ...ODD_TIMELINES,
};

/** All that ever happens to one procedural invoice, in the order of time. */
export function timelineOf(role: Role, shop: Shop): readonly TimelineEvent[] {
  const part = role.index === role.first ? 0 : 1;
  const timeline = new Timeline(
    initialState(role, shop),
    part,
    new SeededRandom(role.seed, role.index, EVENTS),
  );
  return TIMELINES[role.scenario](timeline).events;
}
