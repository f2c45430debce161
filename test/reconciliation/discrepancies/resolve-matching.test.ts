import { beforeEach, expect, test } from 'vitest';
import { noteDiscrepancy, resolveMatching, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { addPerson } from '#reconciliation/people/people.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const HOW = { resolution: 'not_an_issue', note: 'agreed by phone' } as const;
let accountId: number;
let actor: { kind: 'person'; personId: number; name: string };
let made = 0;

beforeEach(async () => {
  made++;
  accountId = await makeAccount(database.sql);
  const email = `ops${made}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'operator', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
});

async function opened(kind: string, subject: string, account = accountId): Promise<bigint> {
  const [row] = await database.sql<{ id: bigint }[]>`
    insert into discrepancies (account_id, subject, mode, kind, severity, evidence, fingerprint, invoice_created_at,
      opened_at, last_seen_at)
    values (${account}, ${subject}, 'live', ${kind}, 'high', '{}', 'x', now(), now(), now()) returning id`;
  if (!row) throw new Error('none was made');
  return row.id;
}

const states = async () =>
  (
    await database.sql`select subject, state from discrepancies where account_id = ${accountId} order by id`
  ).map(({ subject, state }) => `${subject} ${state}`);
const chargebacks = () => ({ accountId, mode: 'live', state: 'unresolved', kind: 'chargeback' }) as const;

test('all that match are resolved in one step, each with its event, and nothing else', async () => {
  const other = await makeAccount(database.sql);
  const first = await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  await opened('overpaid', 'cpi_c');
  await opened('chargeback', 'cpi_d', other);
  await resolveMatching(database.sql, actor, chargebacks(), HOW, 2);
  expect(await states()).toEqual(['cpi_a resolved', 'cpi_b resolved', 'cpi_c open']);
  expect(await database.sql`select state from discrepancies where account_id = ${other}`).toEqual([
    { state: 'open' },
  ]);
  expect(await stepsOf(database.sql, first)).toMatchObject([
    { act: 'resolved', person: actor.name, note: HOW.note, resolution: HOW.resolution },
  ]);
  expect(
    await database.sql`select act, details->>'count' as count from audit where person_id = ${actor.personId}`,
  ).toEqual([{ act: 'discrepancies.resolved', count: '2' }]);
});

test('where another number matches than was shown, none is resolved', async () => {
  await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  await expect(resolveMatching(database.sql, actor, chargebacks(), HOW, 1)).rejects.toMatchObject({
    code: 'changed_meanwhile',
    status: 409,
  });
  await expect(
    resolveMatching(database.sql, actor, chargebacks(), { ...HOW, note: ' ' }, 2),
  ).rejects.toMatchObject({ code: 'note_needed' });
  expect(await states()).toEqual(['cpi_a open', 'cpi_b open']);
});

test('two who resolve the same at once resolve it once', async () => {
  await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  const outcomes = await Promise.allSettled([
    resolveMatching(database.sql, actor, chargebacks(), HOW, 2),
    resolveMatching(database.sql, actor, chargebacks(), HOW, 2),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [steps] = await database.sql`
    select count(*)::int as count from discrepancy_events where person_id = ${actor.personId}`;
  expect(steps).toEqual({ count: 2 });
});

test('a note is a step in its life, and changes nothing else', async () => {
  const id = await opened('chargeback', 'cpi_a');
  await noteDiscrepancy(database.sql, actor, id, ' asked the bank ');
  expect(await stepsOf(database.sql, id)).toMatchObject([{ act: 'noted', note: 'asked the bank' }]);
  expect(await states()).toEqual(['cpi_a open']);
  await expect(noteDiscrepancy(database.sql, actor, id, ' ')).rejects.toMatchObject({ code: 'note_needed' });
  await expect(noteDiscrepancy(database.sql, actor, 999_999n, 'x')).rejects.toMatchObject({ status: 404 });
});
