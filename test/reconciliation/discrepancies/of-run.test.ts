import { beforeAll, expect, test } from 'vitest';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { discrepancies, discrepanciesOf, othersOfSubject } from '#reconciliation/discrepancies/list.ts';
import { EFFECTS, type Effect, effectsOfRun } from '#reconciliation/discrepancies/of-run.ts';
import { ACTOR } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, type ItemColumns } from './an-item.ts';

const database = useDatabase();
let accountId = 0;
let [before, run] = [0n, 0n];

type Act = 'opened' | 'reopened' | 'changed' | 'closed';
const queue = () =>
  queueRun(database.sql, ACTOR, {
    ...{ accountId, trigger: 'program' },
    window: { from: 1_790_000_000, to: 1_790_000_100 },
  });

async function touched(subject: string, acts: readonly [bigint, Act][], over: ItemColumns = {}) {
  const id = await anItem(database.sql, accountId, { subject, ...over });
  for (const [by, act] of acts) {
    await database.sql`
      insert into discrepancy_events (discrepancy_id, at, act, run_id)
      values (${id.toString()}, now(), ${act}, ${by.toString()})`;
  }
}

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
  [before, run] = [await queue(), await queue()];
  await touched('cpi_opened', [[run, 'opened']], { runId: run });
  await touched('cpi_opened_in_test', [[run, 'opened']], { runId: run, mode: 'test' });
  await touched('cpi_reopened', [[before, 'opened'], [run, 'reopened']], { runId: run }); // biome-ignore format: one act a line hides the story
  await touched('cpi_healed', [[run, 'opened'], [run, 'closed']], { runId: run, resolution: 'healed' }); // biome-ignore format: as above
  await touched('cpi_closed', [[before, 'opened'], [run, 'closed']], { runId: before, resolution: 'healed' }); // biome-ignore format: as above
  await touched('cpi_changed', [[before, 'opened'], [run, 'changed']], { runId: run }); // biome-ignore format: as above
  await touched('cpi_still', [[before, 'opened']], { runId: run });
  await touched('cpi_of_another', [[before, 'opened']], { runId: before });
});

test.each<[Effect, string[]]>([
  ['opened', ['cpi_opened', 'cpi_reopened']],
  ['healed', ['cpi_healed']],
  ['closed', ['cpi_closed']],
  ['still_open', ['cpi_changed', 'cpi_still']],
])('what a run %s is listed, and nothing else', async (effect, subjects) => {
  const filter = { accountId, mode: 'live', state: 'all', runId: run, effect } as const;
  const rows = await discrepancies(database.sql, filter, { limit: 100 });
  expect(rows.map(({ subject }) => subject).sort()).toEqual(subjects);
});

test('each is counted under one effect, the test payments apart', async () => {
  const counts = await effectsOfRun(database.sql, accountId, run);
  expect(counts.map(({ effect, mode, count }) => `${effect} ${mode} ${count}`).sort()).toEqual([
    'closed live 1',
    'healed live 1',
    'opened live 2',
    'opened test 1',
    'still_open live 2',
  ]);
  expect(new Set(counts.map(({ effect }) => effect))).toEqual(new Set(EFFECTS));
});

test('beside one stand the others of its invoice, unresolved ones first, and never itself', async () => {
  const of = { subject: 'cpi_troubled' };
  const first = await anItem(database.sql, accountId, { ...of, resolution: 'fixed_by_paymega' });
  const other = await anItem(database.sql, accountId, { ...of, kind: 'chargeback' });
  const again = await anItem(database.sql, accountId, of);
  await anItem(database.sql, await makeAccount(database.sql), of);
  const others = await othersOfSubject(database.sql, again);
  expect(others.map(({ id }) => id)).toEqual([other, first]);
  expect(await discrepanciesOf(database.sql, accountId, 'cpi_troubled')).toHaveLength(3);
});
