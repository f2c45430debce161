import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { found, type Scenario, told } from './scenario.ts';
import { PAID } from './shapes.ts';
import { markOf, type Played, play } from './stage.ts';

const database = useDatabase();
const MISSING = found('missing_theirs', 'critical');
const CALM = { timeZone: 'UTC', troubleSeed: null };

const MISSING_THEN_FORBIDDEN: Scenario = {
  name: 'known to be missing, then the look-up is forbidden',
  acts: [
    { heard: [told(PAID)], found: [MISSING] },
    { theirs: [told(PAID, { isListed: false, byId: 403 })], found: [MISSING] },
  ],
};

const ends = ({ seen }: Played) => seen.get(markOf(0))?.discrepancies;

test('what is missing at Paymega stays on the list while a later look-up gets no answer', async () => {
  const [first, second] = await play(database, 'usual', [MISSING_THEN_FORBIDDEN], CALM);
  expect(first && ends(first)).toEqual([expect.objectContaining(MISSING)]);
  expect(second && ends(second)).toEqual(first && ends(first));
});

test('a look-up that gets no answer is counted also where an earlier one knew of the absence', async () => {
  const [first, second] = await play(database, 'usual', [MISSING_THEN_FORBIDDEN], CALM);
  expect([first?.run.unanswered, second?.run.unanswered]).toEqual([0, 1]);
});
