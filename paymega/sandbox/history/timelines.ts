import { CALM_STORIES } from './calm-timelines.ts';
import { opening, type Role, type Shop } from './initial-state.ts';
import { ODD_STORIES } from './odd-timelines.ts';
import type { PlotName } from './scenarios.ts';
import { Dice } from './seeded-random.ts';
import { Scene, type SceneEvent } from './timeline.ts';

const EVENTS = 301;

const STORIES: Record<PlotName, (scene: Scene) => Scene> = { ...CALM_STORIES, ...ODD_STORIES };

/** All that ever happens to one procedural invoice, in the order of time. */
export function storyOf(role: Role, shop: Shop): readonly SceneEvent[] {
  const part = role.index === role.first ? 0 : 1;
  const scene = new Scene(opening(role, shop), part, new Dice(role.seed, role.index, EVENTS));
  return STORIES[role.plot](scene).events;
}
