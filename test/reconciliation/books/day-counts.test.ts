import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateText, segmentsOf } from '#app/ui/charts/chart-series.ts';
import { lastDays } from '#identity/accounts/business-day.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import type { Mode } from '#paymega/mode.ts';
import { readResource } from '#paymega/resource.ts';
import { oldestDayNotCompared } from '#reconciliation/books/compared.ts';
import { countedDays } from '#reconciliation/books/day-counts.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { markMissingAtProvider, mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { quarantineDocument } from '#reconciliation/books/quarantine.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { anItem } from '../discrepancies/an-item.ts';
import { recount } from './recount.ts';

const database = useDatabase();
const DAYS = 4;
const counted = async (account: { id: number; timeZone: string }, mode: Mode, days: number) =>
  (await countedDays(database.sql, account, mode, days, new Date())).days;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Full quarter hours, and seconds of them, of the last days. */
const MIDNIGHT = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 24 * HOUR;
const CREATED = [-1 * HOUR, -SECOND, 0, 7 * MINUTE, 15 * MINUTE, 20 * MINUTE, 5 * HOUR].map(
  (ms) => MIDNIGHT + ms,
);
const EDGES = [-2 * HOUR, -SECOND, 0, 7 * MINUTE, 10 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR].map(
  (ms) => MIDNIGHT + ms,
);

const id = fc.constantFrom('cpi_a', 'cpi_b', 'cpi_c', 'cpi_d');
const told = fc.record({
  id,
  createdAt: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constantFrom(...CREATED)),
  fee: fc.constantFrom(300n, 300n, 301n),
  updated: fc.integer({ min: 0, max: 3 }),
  mode: fc.constantFrom('live' as const, 'live' as const, 'live' as const, 'test' as const),
});
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constantFrom('ours' as const, 'theirs' as const, 'both' as const), told }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('run' as const),
      edges: fc.tuple(fc.nat(EDGES.length - 1), fc.nat(EDGES.length - 1), fc.nat(EDGES.length - 1)),
      isShort: fc.constantFrom('no' as const, 'no' as const, 'slice' as const, 'part' as const),
      isFinished: fc.constantFrom(true, true, true, false),
      beganBefore: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('ask' as const),
      id,
      outcome: fc.constantFrom('found', 'no_answer', 'no_answer', 'quarantined'),
      by: fc.constantFrom('run', 'run', 'person'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('absent' as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('hold' as const),
      id: fc.constantFrom('cpi_a', 'cpi_x'),
      created: fc.constantFrom(null, ...CREATED),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('resolve' as const),
      id,
      resolution: fc.constantFrom('healed' as const, 'kept_ours' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('fold' as const) }) },
);
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** When each was created, where the books do not date it otherwise. */
const createdOf = (id: string) => new Date(CREATED['abcd'.indexOf(id.slice(-1)) + 2] ?? 0);

/** An account in which one thing after another happens, a minute apart. */
async function history() {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  let now = MIDNIGHT + 6 * HOUR;
  const observed = ({ id, createdAt, fee, updated, mode }: Told) => {
    const created = (createdAt ?? createdOf(id).getTime()) / SECOND;
    const over = { id, referenceId: id, fee, mode, createdAt: created, updatedAt: created + updated };
    return { ...anObservation(accountId, over), receivedAt: new Date(now) };
  };
  async function carryOut(one: Step): Promise<void> {
    now += MINUTE;
    switch (one.act) {
      case 'ours':
      case 'theirs':
      case 'both': {
        const seen = observed(one.told);
        if (one.act !== 'theirs') await ingest(sql, [seen]);
        if (one.act !== 'ours') await mirrorInvoices(sql, [seen], new Date(now));
        return;
      }
      case 'run':
        return run(one);
      case 'ask':
        return ask(one.id, one.outcome, one.by);
      case 'absent': {
        await markMissingAtProvider(sql, accountId, one.id, new Date(now));
        return ask(one.id, 'not_found', 'run');
      }
      case 'hold': {
        const attributes = { created: one.created === null ? 'soon' : one.created / SECOND };
        const why = new UnreadableInvoice('missing_status', 'the document has no status');
        const resource = readResource(JSON.stringify({ data: { id: one.id, attributes } }));
        return quarantineDocument(sql, accountId, resource, why, new Date(now));
      }
      case 'resolve': {
        const { id: subject, resolution } = one;
        await anItem(sql, accountId, { subject, resolution, createdAt: createdOf(subject).toISOString() });
        return;
      }
      case 'fold':
        return foldTotals(sql);
    }
  }
  async function run({
    edges,
    isShort,
    isFinished,
    beganBefore,
  }: Extract<Step, { act: 'run' }>): Promise<void> {
    const [from = 0, middle = 0, to = 0] = edges.toSorted((a, b) => a - b).map((edge) => EDGES[edge]);
    const began = new Date(now - beganBefore * MINUTE - 30 * SECOND);
    const at = (ms: number | undefined) => new Date(ms ?? 0);
    const [made] = await sql<{ id: bigint }[]>`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, started_at)
      values (${accountId}, 'program', 'window', ${at(from)}, ${at(to)}, 'running', ${began}) returning id`;
    const id = String(made?.id);
    await sql`
      insert into run_slices (run_id, number, slice_from, slice_to, began_at, fetched_at, is_short)
      values (${id}, 0, ${at(from)}, ${at(middle)}, ${began}, ${at(now)}, ${isShort === 'slice'}),
        (${id}, 1, ${at(middle)}, ${at(to)}, ${began}, ${at(now)}, false)`;
    if (isShort === 'part') {
      // A part of the first slice, as a run puts it down beside the slice.
      await sql`
        insert into run_slices (run_id, number, slice_from, slice_to, fetched_at, is_short)
        values (${id}, 9, ${at(from)}, ${new Date(((from ?? 0) + (middle ?? 0)) / 2)}, ${at(now)}, true)`;
    }
    const state = isFinished ? 'finished' : 'failed';
    await sql`update runs set state = ${state}, finished_at = ${at(now)} where id = ${id}`;
  }
  async function ask(invoiceId: string, outcome: string, by: string): Promise<void> {
    await sql`
      insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome)
      values (${accountId}, ${invoiceId}, ${by}, ${new Date(now)}, ${new Date(now)}, ${outcome})`;
  }
  return { accountId, carryOut };
}

async function bothWays(accountId: number) {
  const days = lastDays(DAYS, 'UTC', new Date()).toReversed();
  return Promise.all(
    (['live', 'test'] as const).map(async (mode) => ({
      told: await counted({ id: accountId, timeZone: 'UTC' }, mode, DAYS),
      counted: await recount(database.sql, accountId, mode, days),
    })),
  );
}

const told0 = (id: Told['id'], fee: Told['fee'] = 300n): Told => ({
  ...{ id, createdAt: null, fee, updated: 0, mode: 'live' },
});
const whole = (isFinished = true): Step => ({
  ...{ act: 'run', edges: [2, 2, 7], isShort: 'no', isFinished, beganBefore: 0 },
});
const NONE = { matched: 0, healed: 0, differing: 0, notCompared: 0 };

// One payment that was healed, one that Paymega alone has, one that it was not asked about.
const BEGUN: Step[] = [
  { act: 'both', told: told0('cpi_a') },
  { act: 'theirs', told: told0('cpi_b') },
  whole(),
  { act: 'resolve', id: 'cpi_a', resolution: 'healed' },
  { act: 'ours', told: told0('cpi_c') },
];

describe('the match figures of a day', () => {
  const states = new Set<string>();
  test('are after any history what a recount of every row says', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(step, { minLength: 1, maxLength: 16 }),
        async (isBegun, steps) => {
          const { accountId, carryOut } = await history();
          for (const one of [...(isBegun ? BEGUN : []), ...steps]) {
            await carryOut(one);
            if (one.act === 'fold') {
              for (const { told, counted } of await bothWays(accountId)) expect(told).toEqual(counted);
            }
          }
          for (const { told, counted } of await bothWays(accountId)) {
            expect(told).toEqual(counted);
            for (const counts of counted)
              for (const [name, count] of Object.entries(counts)) if (Number(count) > 0) states.add(name);
          }
          await foldTotals(database.sql);
          for (const { told, counted } of await bothWays(accountId)) expect(told).toEqual(counted);
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 80) },
    );
    // A property of empty days would say nothing.
    expect([...states].toSorted()).toEqual(['differing', 'healed', 'matched', 'notCompared', 'payments']);
  });

  const today = async (accountId: number) => {
    const days = await counted({ id: accountId, timeZone: 'UTC' }, 'live', 2);
    // The day before yesterday's midnight, of which all payments here are.
    return days.at(-2);
  };
  const seen = told0;

  test('are 33.3 % where one payment agrees and two are known to Paymega alone', async () => {
    const { accountId, carryOut } = await history();
    await carryOut({ act: 'both', told: seen('cpi_a') });
    await carryOut({ act: 'theirs', told: seen('cpi_b') });
    await carryOut({ act: 'theirs', told: seen('cpi_c') });
    await carryOut(whole());
    const counts = await today(accountId);
    expect(counts).toMatchObject({ payments: 3, matched: 1, differing: 2, notCompared: 0 });
    expect(rateText(segmentsOf(counts ?? NONE))).toBe('33.3 %');
  });

  test('call nothing a match that no run has finished comparing, and no difference either', async () => {
    const { accountId, carryOut } = await history();
    await carryOut({ act: 'both', told: seen('cpi_a') });
    await carryOut({ act: 'ours', told: seen('cpi_b') });
    await carryOut(whole(false));
    const counts = await today(accountId);
    expect(counts).toMatchObject({ payments: 2, matched: 0, differing: 0, notCompared: 2 });
    expect(rateText(segmentsOf(counts ?? NONE))).toBe('0.0 %');
  });

  test('are not changed by what a person resolves, and count once what is healed and differs again', async () => {
    const { accountId, carryOut } = await history();
    await carryOut({ act: 'both', told: seen('cpi_a') });
    await carryOut({ act: 'both', told: seen('cpi_b') });
    await carryOut({ act: 'theirs', told: { ...seen('cpi_a', 301n), updated: 1 } });
    await carryOut(whole());
    for (const resolution of ['kept_ours', 'healed'] as const) {
      await carryOut({ act: 'resolve', id: 'cpi_a', resolution });
      expect(await today(accountId)).toMatchObject({ payments: 2, matched: 1, healed: 0, differing: 1 });
    }
    await carryOut({ act: 'ours', told: { ...seen('cpi_a', 301n), updated: 1 } });
    expect(await today(accountId)).toMatchObject({ payments: 2, matched: 2, healed: 1, differing: 0 });
  });

  test('leave an old payment that came into quarantine today to its own day', async () => {
    const { accountId, carryOut } = await history();
    await carryOut({ act: 'hold', id: 'cpi_x', created: MIDNIGHT });
    const days = await counted({ id: accountId, timeZone: 'UTC' }, 'live', 2);
    expect(days.map(({ payments, notCompared }) => [payments, notCompared])).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });
});

test('the oldest day not compared is that of the first payment that neither a run nor an answer has covered', async () => {
  const { accountId, carryOut } = await history();
  const account = { id: accountId, timeZone: 'UTC' };
  const oldest = async () =>
    oldestDayNotCompared(database.sql, account, 'live', await counted(account, 'live', 2));
  const dayBack = (days: number) => new Date(MIDNIGHT - days * 24 * HOUR).toISOString().slice(0, 10);
  expect(await oldest()).toBeNull();
  await carryOut({ act: 'ours', told: { ...told0('cpi_a'), createdAt: MIDNIGHT - 90 * 24 * HOUR } });
  await carryOut({ act: 'ours', told: { ...told0('cpi_b'), createdAt: MIDNIGHT - 60 * 24 * HOUR } });
  await carryOut({ act: 'ours', told: told0('cpi_c') });
  expect(await oldest()).toBe(dayBack(90));
  await carryOut({ act: 'ask', id: 'cpi_a', outcome: 'found', by: 'person' });
  expect(await oldest()).toBe(dayBack(60));
  await carryOut({ act: 'absent', id: 'cpi_b' });
  expect(await oldest()).toBe(dayBack(0));
  await carryOut({ act: 'absent', id: 'cpi_c' });
  expect(await oldest()).toBeNull();
});
