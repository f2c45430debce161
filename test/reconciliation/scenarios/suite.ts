import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import type { Found, Scenario, Shelf } from './scenario.ts';
import { idOf } from './script.ts';
import { type Conditions, markOf, type Played, playOn, type Stage, setUp } from './stage.ts';
import { SCENARIOS } from './table.ts';

const SHELVES: readonly Shelf[] = ['usual', 'asks', 'adopts', 'recent', 'archive', 'silent'];

/** Tests of the whole table under these conditions. */
export function scenarioSuite(conditions: Conditions): void {
  describe(`accounts in ${conditions.timeZone}`, () => {
    const database = useDatabase();
    const played = new Map<Shelf, Played[]>();
    beforeAll(async () => {
      // One after the other: the trouble of a question goes by its words, and the number of the account is
      // among them.
      const stages: Stage[] = [];
      for (const shelf of SHELVES) stages.push(await setUp(database, shelf, conditions));
      const playing = stages.map(async (stage, place) => {
        const shelf = SHELVES[place] ?? 'usual';
        played.set(shelf, await playOn(stage, shelf, assignment(shelf)));
      });
      await Promise.all(playing);
    }, 180_000);
    if (conditions.troubleSeed !== null) {
      test('Paymega was in trouble in every act', () => expectTrouble(played.get('usual') ?? []));
    }
    describe.each(SHELVES)('%s', (shelf) => shelfTests(shelf, () => played.get(shelf) ?? []));
  });
}

function shelfTests(shelf: Shelf, played: () => Played[]): void {
  const scenarios = assignment(shelf);
  scenarios.forEach((scenario, place) => {
    test(scenario.name, () => expectActs(scenario, markOf(place), played()));
  });

  test('the same run twice changes nothing', () => {
    for (const { again, after, afterAgain } of played()) {
      expect(again).toMatchObject({ state: 'finished', opened: 0, healed: 0, closed: 0 });
      expect(afterAgain).toEqual(after);
    }
  });

  test('what the run learnt nothing of is counted', () => {
    const unanswered = played().map(({ run, again }) => [run.unanswered, again.unanswered]);
    const expected = played().map((_, act) => {
      const count = scenarios.reduce((sum, scenario) => sum + (actAt(scenario, act).unanswered ?? 0), 0);
      return [count, count];
    });
    expect(unanswered).toEqual(expected);
  });
}

function expectTrouble(played: readonly Played[]): void {
  const struck = played.map((one) => one.struck);
  expect(struck.length).toBeGreaterThan(1);
  for (const [act, count] of struck.entries()) expect(count).toBeGreaterThan(struck[act - 1] ?? 0);
}

function assignment(shelf: Shelf): Scenario[] {
  return SCENARIOS.filter((one) => (one.shelf ?? 'usual') === shelf);
}

function expectActs(scenario: Scenario, mark: string, played: readonly Played[]): void {
  expect(played.length).toBeGreaterThanOrEqual(scenario.acts.length);
  for (const [number, { seen }] of played.entries()) {
    const act = actAt(scenario, number);
    const found = seen.get(mark);
    expect(inOrder(found?.discrepancies ?? []), `after run ${number + 1}`).toEqual(
      inOrder(act.found).map((one) => expect.objectContaining(one)),
    );
    for (const [of, status] of Object.entries(act.book ?? {})) {
      expect(found?.book.get(idOf({ mark }, of)) ?? null, `our book after run ${number + 1}`).toBe(status);
    }
  }
}

/** What holds after a run; a case whose timeline is over must stay as it is. */
function actAt({ acts }: Scenario, number: number) {
  return acts[number] ?? acts.at(-1) ?? acts[0];
}

function inOrder<Item extends Pick<Found, 'of'> & { kind: string; ends: string }>(
  items: readonly Item[],
): Item[] {
  const key = ({ of, kind, ends }: Item) => `${of} ${kind} ${ends}`;
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
