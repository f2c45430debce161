import { expect, test } from 'vitest';
import { digestOf } from '#reconciliation/discrepancies/list.ts';
import { resolveMany, resolveMatching } from '#reconciliation/resolution/bulk.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem } from './an-item.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const ACCEPTED = { resolution: 'accepted_theirs', note: 'theirs is right' } as const;

test('what cannot be read is not accepted: not alone, not among others, not by filter', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const held = await anItem(sql, accountId, { subject: 'cpi_held', kind: 'quarantined' });
  const other = await anItem(sql, accountId, { subject: 'cpi_other' });
  const filter = { accountId, mode: 'live', state: 'unresolved' } as const;
  const refused = { code: 'cannot_accept' };
  await expect(resolveDiscrepancy(sql, ACTOR, held, ACCEPTED)).rejects.toMatchObject(refused);
  await expect(resolveMany(sql, ACTOR, [other, held], ACCEPTED)).rejects.toMatchObject(refused);
  const seen = await digestOf(sql, filter);
  await expect(resolveMatching(sql, ACTOR, filter, ACCEPTED, seen)).rejects.toMatchObject(refused);
  const states = await sql`select state from discrepancies where account_id = ${accountId}`;
  expect(states).toEqual([{ state: 'open' }, { state: 'open' }]);
  expect(await sql`select from audit where act like 'discrepanc%.resolved'`).toHaveLength(0);
  await resolveDiscrepancy(sql, ACTOR, held, { resolution: 'written_off', note: 'not worth it' });
  await resolveDiscrepancy(sql, ACTOR, other, { resolution: 'kept_ours', note: 'ours is right' });
});
