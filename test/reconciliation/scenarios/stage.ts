import { expect } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { CheckTools } from '#reconciliation/books/check-tools.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import {
  createIngestionBatcher,
  type IngestionBatcher,
} from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type Run } from '#reconciliation/comparison/runs.ts';
import { makeAccount, type TestDatabase } from '../../support/database.ts';
import { ListTrouble } from '../../support/list-trouble.ts';
import { type ScriptedPaymega, scriptedPaymega } from '../../support/scripted-paymega.ts';
import { figuresOfRun, listedOfRun } from '../comparison/listed-of-run.ts';
import { carryOutEffect } from './effects.ts';
import { expectMatchFigures } from './match-figures.ts';
import { bookOf, discrepanciesOf, type Seen, snapshot } from './polls.ts';
import { type Act, DAY, type Scenario, type Shelf } from './scenario.ts';
import { type Cast, callbackOf, holdingOf, idOf, NOW, SECRETS } from './script.ts';

/** Under which outer conditions the whole table is played. */
export type Conditions = { timeZone: string; troubleSeed: number | null };

/** One run, the same run again, and what the two left. */
export type Played = {
  run: Run;
  again: Run;
  after: string[];
  afterAgain: string[];
  seen: Map<string, Seen>;
  /** Questions that Paymega left without an answer so far. */
  struck: number;
};

export type Stage = {
  tools: CheckTools;
  paymega: ScriptedPaymega;
  trouble: ListTrouble | null;
  batcher: IngestionBatcher;
  accountId: number;
};

const ACTOR = { kind: 'program', name: 'test' } as const;
const SHELVES: Record<
  Shelf,
  { adoptMissing?: boolean; healForward?: boolean; days: number; seconds: number }
> = {
  usual: { days: 12, seconds: 20 },
  asks: { healForward: false, days: 12, seconds: 20 },
  adopts: { adoptMissing: true, days: 12, seconds: 20 },
  recent: { days: 3, seconds: 20 },
  archive: { days: 200, seconds: 20 },
  silent: { days: 3, seconds: 1 },
};

/** Plays all cases of one shelf in one book, act by act: what was heard, one run, the same run again. */
export async function play(
  database: TestDatabase,
  shelf: Shelf,
  scenarios: readonly Scenario[],
  conditions: Conditions,
): Promise<Played[]> {
  return playOn(await setUp(database, shelf, conditions), shelf, scenarios);
}

/** The same on a stage that is set up already. */
export async function playOn(stage: Stage, shelf: Shelf, scenarios: readonly Scenario[]): Promise<Played[]> {
  const casts = scenarios.map((scenario, place) => ({
    scenario,
    mark: markOf(place),
    place,
    accountId: stage.accountId,
  }));
  try {
    const played: Played[] = [];
    const last = Math.max(...scenarios.map(({ acts }) => acts.length));
    for (let number = 0; number < last; number++) played.push(await playAct(stage, shelf, casts, number));
    await expectMatchFigures(stage.tools.sql, stage.accountId);
    return played;
  } finally {
    stage.paymega.close();
  }
}

/** What stands in the ids and references of the case at this place of its shelf. */
export function markOf(place: number): string {
  return `case${String(place).padStart(3, '0')}`;
}

/** An account of its own, and the Paymega that plays opposite it. */
export async function setUp(
  database: TestDatabase,
  shelf: Shelf,
  { timeZone, troubleSeed }: Conditions,
): Promise<Stage> {
  const { sql } = database;
  const { adoptMissing = false, healForward = true, seconds } = SHELVES[shelf];
  const accountId = await makeAccount(sql, { adoptMissing, healForward });
  await sql`update accounts set time_zone = ${timeZone} where id = ${accountId}`;
  const trouble = troubleSeed === null ? null : new ListTrouble(troubleSeed, NOW);
  const paymega = await scriptedPaymega(trouble);
  const privateApi = createPrivateApi({
    url: paymega.url,
    accountId: 'account',
    apiKey: 'key',
    concurrency: 8,
    perSecond: 10_000,
    timeoutSeconds: seconds,
    retries: troubleSeed === null ? 1 : 2,
  });
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
  return { tools, paymega, trouble, batcher: createIngestionBatcher(sql), accountId };
}

async function playAct(stage: Stage, shelf: Shelf, casts: readonly Cast[], number: number): Promise<Played> {
  const { tools, accountId } = stage;
  const playing = casts.flatMap((cast) => {
    const act = cast.scenario.acts[number];
    return act ? [{ cast, act }] : [];
  });
  await Promise.all(playing.map(({ cast, act }) => happen(stage, cast, act)));
  for (const { cast, act } of playing) {
    for (const effect of act.done ?? []) await carryOutEffect(tools, accountId, cast, effect);
  }
  tools.exponentOf = await exponentsOf(tools.sql);
  const run = await carryOut(stage, shelf);
  const after = await snapshot(tools.sql, accountId);
  const again = await carryOut(stage, shelf);
  const afterAgain = await snapshot(tools.sql, accountId);
  const [discrepancies, book] = [
    await discrepanciesOf(tools.sql, accountId),
    await bookOf(tools.sql, accountId),
  ];
  const seen = new Map(
    casts.map(({ mark }) => [
      mark,
      {
        discrepancies: discrepancies.filter((one) => one.mark === mark),
        book: new Map([...book].filter(([id]) => id.startsWith(idOf({ mark }, '')))),
      },
    ]),
  );
  return { run, again, after, afterAgain, seen, struck: stage.trouble?.struck ?? 0 };
}

async function happen({ tools, paymega, batcher, accountId }: Stage, cast: Cast, act: Act): Promise<void> {
  for (const telling of act.theirs ?? []) {
    const key = telling.hasId ? idOf(cast, telling.of) : `nameless ${cast.mark}`;
    paymega.holdings.set(key, holdingOf(cast, telling));
  }
  for (const of of act.vanish ?? []) paymega.holdings.delete(idOf(cast, of));
  for (const telling of act.heard ?? []) {
    const callback = { ...callbackOf(cast, telling), accountId, secrets: SECRETS, retryCount: 1 };
    const outcome = await receiveCallback(batcher, tools.exponentOf, callback);
    if (outcome.kind === 'refused')
      await keepRefusal(tools.sql, accountId, outcome.refusal, callback.receivedAt);
  }
}

async function carryOut({ tools, accountId }: Stage, shelf: Shelf): Promise<Run> {
  const window = { from: NOW - SHELVES[shelf].days * DAY * 60, to: NOW };
  const run = await carryOutRun(
    tools,
    await queueRun(tools.sql, ACTOR, { accountId, window, trigger: 'program' }),
  );
  expect(await listedOfRun(tools.sql, run)).toEqual(figuresOfRun(run));
  return run;
}
