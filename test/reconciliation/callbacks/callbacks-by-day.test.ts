import { describe, expect, test } from 'vitest';
import { callbacks } from '#reconciliation/callbacks/callbacks.ts';
import { callbacksByDay } from '#reconciliation/callbacks/callbacks-by-day.ts';
import { keepRefusal, refusedCallbacks, trimRefusals } from '#reconciliation/callbacks/refused-callbacks.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { REFUSAL } from '../../support/incoming.ts';

const database = useDatabase();
const NOW = new Date('2026-03-31T12:00:00Z');
const HOUR_MS = 3_600_000;
const COUNT = 4;
const MINUTES = [0, 14, 15, 29, 30, 44, 45, 59];

/** Callbacks around every border of an hour of some days, in which the clocks of Europe are changed, too. */
async function aBusyWeek(accountId: number): Promise<void> {
  const times: string[] = [];
  for (let hour = 24 * 6; hour >= 0; hour--)
    for (const minute of MINUTES)
      times.push(new Date(NOW.getTime() - hour * HOUR_MS + minute * 60_000).toISOString());
  await database.sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, verdict, reason, body_sha256)
    select ${accountId}, at, 'cpi_' || place, case when place % 5 = 0 then 'test' else 'live' end,
      case when place % 7 = 0 then 'quarantined' else 'new' end, case when place % 7 = 0 then 'too_fine' end, ''
    from unnest(${times}::timestamptz[]) with ordinality as times (at, place)`;
}

async function listed(filter: Parameters<typeof callbacks>[1]): Promise<bigint[]> {
  const ids: bigint[] = [];
  for (;;) {
    const page = await callbacks(database.sql, filter, { before: ids.at(-1), limit: 37 });
    ids.push(...page.map(({ id }) => id));
    if (page.length < 37) return ids;
  }
}

describe.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Chatham'])(
  'in %s',
  (timeZone) => {
    test('each figure of a day is the length of the list of exactly that day', async () => {
      const id = await makeAccount(database.sql);
      await aBusyWeek(id);
      const asked = { count: COUNT, now: NOW, withUnaddressed: false };
      const days = await callbacksByDay(database.sql, { id, timeZone }, 'live', asked);
      expect(days).toHaveLength(COUNT);
      for (const { day, readable, quarantined, refused } of days) {
        const filter = { accountId: id, mode: 'live', from: day, to: day, timeZone } as const;
        const all = await listed(filter);
        expect([day, readable + quarantined]).toEqual([day, all.length]);
        expect(new Set(all).size).toBe(all.length);
        const held = await listed({ ...filter, reason: 'too_fine' });
        expect([day, quarantined, refused]).toEqual([day, held.length, 0]);
        expect(await listed({ ...filter, reason: 'bad_id' })).toEqual([]);
      }
      expect(days.some(({ readable }) => readable > 0)).toBe(true);
    });

    test('what was refused counts on its day, those not kept among them, and after it was trimmed', async () => {
      const id = await makeAccount(database.sql);
      const { sql } = database;
      for (let place = 0; place < 30; place++) {
        const at = new Date(NOW.getTime() - place * HOUR_MS);
        await keepRefusal(sql, id, REFUSAL, at, { address: null, isSender: false, skipped: place % 3 });
      }
      const asked = { count: COUNT, now: NOW, withUnaddressed: false };
      const refused = await callbacksByDay(sql, { id, timeZone }, 'test', asked);
      for (const { day, refused: count } of refused) {
        const filter = { accountId: id, withUnaddressed: false, from: day, to: day, timeZone };
        const rows = await refusedCallbacks(sql, filter, { limit: 100 });
        expect([day, count]).toEqual([day, rows.reduce((sum, { skipped }) => sum + 1 + skipped, 0)]);
      }
      expect(refused.reduce((sum, day) => sum + day.refused, 0)).toBe(60);
      await sql`delete from refused_callbacks where account_id = ${id}`;
      await trimRefusals(sql);
      expect(await callbacksByDay(sql, { id, timeZone }, 'test', asked)).toEqual(refused);
    });
  },
);
