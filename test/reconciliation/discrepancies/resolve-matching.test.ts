import { beforeEach, expect, test } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { noteDiscrepancy, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { digestOf } from '#reconciliation/discrepancies/list.ts';
import { resolveMatching } from '#reconciliation/resolution/bulk.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
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
const seen = () => digestOf(database.sql, chargebacks());
const chargebacks = () => ({ accountId, mode: 'live', state: 'unresolved', kind: 'chargeback' }) as const;

test('all that match are resolved in one step, each with its event, and nothing else', async () => {
  const other = await makeAccount(database.sql);
  const first = await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  await opened('overpaid', 'cpi_c');
  await opened('chargeback', 'cpi_d', other);
  await resolveMatching(database.sql, actor, chargebacks(), HOW, await seen());
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

test.each([
  ['others match', `update discrepancies set kind = 'overpaid' where subject = 'cpi_b'`],
  ['the evidence is another', `update discrepancies set fingerprint = 'y' where subject = 'cpi_b'`],
])('where %s than was shown, none is resolved', async (_, change) => {
  await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  const shown = await seen();
  await database.sql.unsafe(`${change} and account_id = ${accountId}`);
  await expect(resolveMatching(database.sql, actor, chargebacks(), HOW, shown)).rejects.toMatchObject({
    code: 'changed_meanwhile',
    status: 409,
  });
  await expect(
    resolveMatching(database.sql, actor, chargebacks(), { ...HOW, note: ' ' }, await seen()),
  ).rejects.toMatchObject({ code: 'note_needed' });
  expect(await states()).toEqual(['cpi_a open', 'cpi_b open']);
});

test('two who resolve the same at once resolve it once', async () => {
  await opened('chargeback', 'cpi_a');
  await opened('chargeback', 'cpi_b');
  const shown = await seen();
  const outcomes = await Promise.allSettled([
    resolveMatching(database.sql, actor, chargebacks(), HOW, shown),
    resolveMatching(database.sql, actor, chargebacks(), HOW, shown),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [steps] = await database.sql`
    select count(*)::int as count from discrepancy_events where person_id = ${actor.personId}`;
  expect(steps).toEqual({ count: 2 });
});

test('one whose evidence is no longer the one that was shown is not resolved', async () => {
  const id = await opened('chargeback', 'cpi_a');
  await expect(
    resolveDiscrepancy(database.sql, actor, id, { ...HOW, fingerprint: 'another' }),
  ).rejects.toMatchObject({ code: 'changed_meanwhile', status: 409 });
  await resolveDiscrepancy(database.sql, actor, id, { ...HOW, fingerprint: 'x' });
  expect(await states()).toEqual(['cpi_a resolved']);
});

test('a note is a step in its life, and changes nothing else', async () => {
  const id = await opened('chargeback', 'cpi_a');
  await noteDiscrepancy(database.sql, actor, id, ' asked the bank ');
  expect(await stepsOf(database.sql, id)).toMatchObject([{ act: 'noted', note: 'asked the bank' }]);
  expect(await states()).toEqual(['cpi_a open']);
  await expect(noteDiscrepancy(database.sql, actor, id, ' ')).rejects.toMatchObject({ code: 'note_needed' });
  await expect(noteDiscrepancy(database.sql, actor, 999_999n, 'x')).rejects.toMatchObject({ status: 404 });
});
