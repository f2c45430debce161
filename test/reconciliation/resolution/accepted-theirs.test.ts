import { describe, expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { addPerson } from '#identity/people/people.ts';
import { invoice } from '#reconciliation/books/invoice.ts';
import { timeline } from '#reconciliation/books/timeline.ts';
import { differenceState, moneyReport } from '#reconciliation/reports/money-report.ts';
import { resolveMany, undoResolved } from '#reconciliation/resolution/bulk.ts';
import { reopenDiscrepancy, resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { useDatabase } from '../../support/database.ts';
import { aWorld } from '../comparison/a-world.ts';

const database = useDatabase();
const HOURS_AGO = 600;
const THEIRS = { resolution: 'accepted_theirs', note: 'the receipt says so' } as const;

type World = Awaited<ReturnType<typeof aWorld>>;
/** What Paymega’s callback told, and what its API tells since. */
type Case = [name: string, told: Record<string, unknown>, holds: Record<string, unknown>, kind: string];

const CASES: readonly Case[] = [
  [
    'the amount',
    {},
    { amount: 120, payment_amount: 120, processed_amount: 120, deposit: 117, processed_deposit: 117 },
    'amount_differs',
  ],
  ['the currency', {}, { currency: 'EUR' }, 'currency_differs'],
  ['the mode', {}, { test_mode: true }, 'mode_differs'],
  ['the reference', {}, { reference_id: 'another-order' }, 'reference_differs'],
  ['the fee', {}, { processed_fee: 2.5, fee: 2.5, deposit: 97.5, processed_deposit: 97.5 }, 'fee_differs'],
  ['what was received', {}, { processed_amount: 90, processed_deposit: 87 }, 'processed_differs'],
  [
    'a final status that went back',
    {},
    { status: 'process_failed', processed_amount: 0, processed_fee: 0, processed_deposit: 0 },
    'status_went_back',
  ],
];

async function person() {
  const email = `finance-${Math.random()}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'finance' });
  return { kind: 'person', personId: id, name: email } as const;
}

async function openItem(world: World, kind: string): Promise<bigint> {
  const [item] = await database.sql<{ id: bigint }[]>`
    select id from discrepancies where account_id = ${world.accountId} and kind = ${kind} and state = 'open'`;
  if (!item) throw new Error(`no open ${kind} among ${JSON.stringify(await world.items())}`);
  return item.id;
}

const rowOf = async (world: World, id: string) => {
  const [row] = await database.sql<{ row: unknown }[]>`
    select to_jsonb(book) as row from invoices as book where (account_id, id) = (${world.accountId}, ${id})`;
  return row?.row;
};
const unresolved = async (world: World) => (await world.items()).filter(({ state }) => state !== 'resolved');
const sidesOf = async (world: World) => {
  const { ours, theirs } = await invoice(database.sql, world.accountId, 'cpi_1');
  const figures = (side: typeof ours) => side && { ...side, updatedAt: null };
  return [figures(ours), figures(theirs)];
};

/** Both books, which a run has found to differ in one thing. */
async function differing([, told, holds, kind]: Case) {
  const world = await aWorld(database, { healForward: false });
  await world.hears(world.holds('cpi_1', { ago: HOURS_AGO, attributes: told }));
  const updated = Math.floor(world.now().getTime() / 1000) - (HOURS_AGO - 10) * 60;
  const created = Math.floor(world.now().getTime() / 1000) - HOURS_AGO * 60;
  world.holds('cpi_1', { ago: HOURS_AGO, attributes: { ...holds, created, updated } });
  await world.runs();
  return { world, id: await openItem(world, kind), before: await rowOf(world, 'cpi_1') };
}

describe.each(CASES)('where %s differs and Paymega is right', (...one) => {
  test('its record is in our book, the books agree, and what is told again changes nothing', async () => {
    const { world, id } = await differing(one);
    await resolveDiscrepancy(database.sql, await person(), id, THEIRS);
    const [ours, theirs] = await sidesOf(world);
    expect(ours).toEqual(theirs);
    expect(await unresolved(world)).toEqual([]);
    const run = await world.runs();
    expect(run).toMatchObject({ state: 'finished', opened: 0, healed: 0 });
    expect(await sidesOf(world)).toEqual([ours, theirs]);
  });

  test('and that is undone: our book is as it was, and the item is open', async () => {
    const { world, id, before } = await differing(one);
    const actor = await person();
    const { at } = await resolveMany(database.sql, actor, [id], THEIRS);
    expect(await undoResolved(database.sql, actor, { accounts: null }, at)).toBe(1);
    expect(await rowOf(world, 'cpi_1')).toEqual(before);
    expect(await unresolved(world)).toEqual([expect.objectContaining({ kind: one[3] })]);
    const acts = (await timeline(database.sql, world.accountId, 'cpi_1')).map(({ what }) => what);
    expect(acts).toEqual(expect.arrayContaining(['invoice.posted', 'invoice.posting_reversed']));
  });
});

test('what our book missed is taken in, and is gone from it when the item is opened again', async () => {
  const world = await aWorld(database);
  world.holds('cpi_1', { ago: HOURS_AGO });
  await world.runs();
  const [id, actor] = [await openItem(world, 'missing_ours'), await person()];
  await resolveDiscrepancy(database.sql, actor, id, THEIRS);
  const [ours, theirs] = await sidesOf(world);
  expect(ours).toEqual(theirs);
  expect(await world.runs()).toMatchObject({ matched: 1, opened: 0 });
  await reopenDiscrepancy(database.sql, actor, id);
  expect(await rowOf(world, 'cpi_1')).toBeUndefined();
  expect(await unresolved(world)).toEqual([expect.objectContaining({ kind: 'missing_ours' })]);
});

test('what Paymega tells later is later than what was posted', async () => {
  const { world, id } = await differing(CASES[5] as Case);
  await resolveDiscrepancy(database.sql, await person(), id, THEIRS);
  world.passes(120);
  const refunded = { status: 'refunded', refunded_amount: 90, processed_amount: 90, processed_deposit: 87 };
  const created = Math.floor(world.now().getTime() / 1000) - (HOURS_AGO + 120) * 60;
  await world.hearsAndCompares(world.holds('cpi_1', { ago: 0, attributes: { ...refunded, created } }));
  expect((await invoice(database.sql, world.accountId, 'cpi_1')).ours).toMatchObject({ status: 'refunded' });
});

test('once our book has heard more, a posting is not taken back, and nothing of the rest is', async () => {
  const { world, id } = await differing(CASES[5] as Case);
  const actor = await person();
  await resolveDiscrepancy(database.sql, actor, id, THEIRS);
  world.passes(120);
  const created = Math.floor(world.now().getTime() / 1000) - (HOURS_AGO + 120) * 60;
  const refunded = { status: 'refunded', refunded_amount: 90, processed_amount: 90, created };
  await world.hears(world.holds('cpi_1', { ago: 0, attributes: refunded }));
  const before = await rowOf(world, 'cpi_1');
  await expect(reopenDiscrepancy(database.sql, actor, id)).rejects.toMatchObject({
    code: 'moved_on',
    status: 409,
  });
  expect(await rowOf(world, 'cpi_1')).toEqual(before);
  expect(await unresolved(world)).toEqual([]);
});

test('a posting cannot be changed or removed', async () => {
  const { id } = await differing(CASES[0] as Case);
  await resolveDiscrepancy(database.sql, await person(), id, THEIRS);
  await expect(database.sql`delete from postings`).rejects.toThrow(/append-only|kept/);
  await expect(database.sql`update postings set after = null`).rejects.toThrow(/append-only|kept/);
});

test('the day then ties to the cent, and where our record is right its difference stays, and is named', async () => {
  const { world, id } = await differing(CASES[5] as Case);
  const account = await accountById(database.sql, world.accountId);
  const processedAt = (await invoice(database.sql, world.accountId, 'cpi_1')).ours?.processedAt;
  const day = dayAt(processedAt ?? world.now(), account.timeZone);
  const report = () => moneyReport(database.sql, account, 'live', day);
  const actor = await person();
  await resolveDiscrepancy(database.sql, actor, id, { resolution: 'kept_ours', note: 'we have the receipt' });
  const kept = await report();
  expect(differenceState(kept)).toBe('explained');
  expect(kept.explained).toMatchObject([
    { groups: [{ kind: 'processed_differs', resolution: 'kept_ours', payments: 1 }] },
  ]);
  await reopenDiscrepancy(database.sql, actor, id);
  await resolveDiscrepancy(database.sql, actor, id, THEIRS);
  const posted = await report();
  expect(differenceState(posted)).toBe('none');
  expect(posted.explained).toEqual([]);
});
