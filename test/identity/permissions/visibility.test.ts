import { beforeAll, describe, expect, test } from 'vitest';
import { assertCanAccess, canAccess } from '#identity/permissions/visibility.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { ACTOR } from '../people/somebody.ts';

const database = useDatabase();
const WINDOW = { from: 1_790_000_000, to: 1_790_000_100 };
const NOBODYS = 999_999n;

type Rows = Record<'discrepancies' | 'runs' | 'test_payments', bigint>;
let [own, foreign] = [0, 0];
let [mine, theirs] = [{} as Rows, {} as Rows];

async function rowsIn(accountId: number): Promise<Rows> {
  const [payment] = await database.sql<{ id: bigint }[]>`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${accountId}, ${`ref-${accountId}`}, 'USD', 100, 'payment_card_usd_hpp', 'creating', now(), now())
    returning id`;
  return {
    discrepancies: await anItem(database.sql, accountId, { subject: `cpi_${accountId}` }),
    runs: await queueRun(database.sql, ACTOR, { accountId, window: WINDOW, trigger: 'program' }),
    test_payments: payment?.id ?? 0n,
  };
}

beforeAll(async () => {
  [own, foreign] = [await makeAccount(database.sql), await makeAccount(database.sql)];
  [mine, theirs] = [await rowsIn(own), await rowsIn(foreign)];
});

describe('an account', () => {
  test.each([
    ['everything', null, [true, true]],
    ['one account', 'own', [true, false]],
    ['no account', 'none', [false, false]],
  ] as const)('who may see %s sees it, or not', (_, which, expected) => {
    const accounts = which === null ? null : which === 'own' ? [own] : [];
    expect([canAccess({ accounts }, own), canAccess({ accounts }, foreign)]).toEqual(expected);
  });
});

describe.each([
  ['discrepancies', 'unknown_discrepancy', 'discrepancy'],
  ['runs', 'unknown_run', 'run'],
  ['test_payments', 'unknown_test_payment', 'test payment'],
] as const)('of %s', (of, code, message) => {
  const asked = (accounts: readonly number[] | null, ...ids: bigint[]) =>
    assertCanAccess(database.sql, { accounts }, of, ids);
  const refusalFor = (id: bigint) => ({ code, status: 404, message: `there is no ${message} ${id}` });

  test('those of an account that somebody may see are there', async () => {
    await expect(asked([own], mine[of])).resolves.toBeUndefined();
    await expect(asked([own, foreign], mine[of], theirs[of])).resolves.toBeUndefined();
    await expect(asked(null, mine[of], theirs[of])).resolves.toBeUndefined();
  });

  test('those of another account are not there, as if they did not exist', async () => {
    await expect(asked([own], theirs[of])).rejects.toMatchObject(refusalFor(theirs[of]));
  });

  test('one of another account among others is enough', async () => {
    await expect(asked([own], mine[of], theirs[of])).rejects.toMatchObject(refusalFor(theirs[of]));
    await expect(asked([foreign], mine[of], theirs[of])).rejects.toMatchObject(refusalFor(mine[of]));
  });

  test('who may see no account sees none of them', async () => {
    await expect(asked([], mine[of])).rejects.toMatchObject(refusalFor(mine[of]));
  });

  test('what does not exist is told as what is hidden, to everybody', async () => {
    for (const accounts of [[own], [], null]) {
      await expect(asked(accounts, NOBODYS)).rejects.toMatchObject(refusalFor(NOBODYS));
      await expect(asked(accounts)).resolves.toBeUndefined();
    }
    await expect(asked([own], mine[of], NOBODYS)).rejects.toMatchObject(refusalFor(NOBODYS));
  });
});
