import { describe, expect, test } from 'vitest';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem } from './an-item.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;

async function made(): Promise<{ accountId: number; id: bigint }> {
  const accountId = await makeAccount(database.sql);
  const id = await anItem(database.sql, accountId);
  await assignDiscrepancy(database.sql, ACTOR, id);
  return { accountId, id };
}

describe('the database itself refuses', () => {
  test.each([
    ['to change a step', `update discrepancy_events set note = 'other'`, 'discrepancy_events'],
    ['to remove a step', 'delete from discrepancy_events', 'discrepancy_events'],
    ['to change the audit', `update audit set actor = 'somebody else'`, 'audit'],
    ['to remove from the audit', 'delete from audit', 'audit'],
    ['to change a link of its chain', `update audit_chain set hash = 'other'`, 'audit_chain'],
    ['to remove from its chain', 'delete from audit_chain', 'audit_chain'],
    ['to empty its chain', 'truncate audit_chain', 'audit_chain'],
    ['to empty the audit and whatever hangs on it', 'truncate audit cascade', 'audit'],
    ['to empty both at once', 'truncate audit, audit_chain', 'audit'],
  ])('%s', async (_, statement, table) => {
    await made();
    await expect(database.sql.unsafe(statement)).rejects.toThrow(`${table} is append-only`);
  });

  test('to empty the audit alone: its chain hangs on it', async () => {
    await made();
    await expect(database.sql.unsafe('truncate audit')).rejects.toMatchObject({ code: '0A000' });
    expect(await database.sql`select from audit limit 1`).toHaveLength(1);
  });

  test('a second open discrepancy of one kind about one invoice', async () => {
    const { accountId } = await made();
    await expect(anItem(database.sql, accountId)).rejects.toMatchObject({
      code: '23505',
      constraint_name: 'discrepancies_one_open',
    });
  });

  test('a discrepancy that is resolved without saying how and when', async () => {
    const accountId = await makeAccount(database.sql);
    await expect(anItem(database.sql, accountId, { state: 'resolved' })).rejects.toMatchObject({
      constraint_name: 'discrepancies_resolved',
    });
  });

  test('an open discrepancy that says how and when it was resolved', async () => {
    const { id } = await made();
    await expect(
      database.sql`update discrepancies set resolution = 'healed', resolved_at = now() where id = ${id.toString()}`,
    ).rejects.toMatchObject({ constraint_name: 'discrepancies_resolved' });
  });

  test('an open discrepancy that says how, though not when, it was resolved', async () => {
    const { id } = await made();
    await expect(
      database.sql`update discrepancies set resolution = 'healed' where id = ${id.toString()}`,
    ).rejects.toMatchObject({ constraint_name: 'discrepancies_resolved' });
  });

  test('money at risk without its currency', async () => {
    const { id } = await made();
    await expect(
      database.sql`update discrepancies set currency = null where id = ${id.toString()}`,
    ).rejects.toMatchObject({ constraint_name: 'discrepancies_money' });
  });

  test('to empty the steps at one stroke', async () => {
    await made();
    await expect(
      database.sql.begin(async (transaction) => {
        await transaction`truncate discrepancy_events`;
        throw new Error('it was possible');
      }),
    ).rejects.toThrow('append-only');
  });
});
