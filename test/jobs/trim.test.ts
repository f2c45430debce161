import { expect, test } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { dropRefusals, trim } from '#jobs/trim.ts';
import { makeAccount, useDatabase } from '../support/database.ts';

const database = useDatabase();

test('what is kept for a while only is dropped when that is over, and nothing before', async () => {
  const { sql } = database;
  const { id } = await addPerson(sql, { email: 'ada@shop.example', role: 'viewer' });
  const session = (name: string, seen: string, expires: string) => sql`
    insert into sessions (secret_hash, person_id, last_seen_at, expires_at)
    values (convert_to(${name}, 'UTF8'), ${id}, now() - ${seen}::interval, now() + ${expires}::interval)`;
  await session('in use', '1 minute', '1 hour');
  await session('idle for less than two hours', '119 minutes', '1 hour');
  await session('idle for two hours', '121 minutes', '1 hour');
  await session('expired', '1 minute', '-1 second');
  for (const [key, ago] of Object.entries({
    recent: '1 minute',
    'of a day': '1439 minutes',
    old: '1441 minutes',
  })) {
    await sql`insert into sign_in_failures (key, failed_at) values (${key}, now() - ${ago}::interval)`;
  }
  await trim({ sql });
  const sessions = await sql`select convert_from(secret_hash, 'UTF8') as name from sessions order by id`;
  expect(sessions.map(({ name }) => name)).toEqual(['in use', 'idle for less than two hours']);
  const failures = await sql`select key from sign_in_failures order by failed_at`;
  expect(failures.map(({ key }) => key)).toEqual(['of a day', 'recent']);
  expect((await sql`select from people`).count).toBe(1);
});

test('of refused callbacks the newest are kept, of each account and sender by themselves', async () => {
  const { sql } = database;
  const [flooded, quiet] = [await makeAccount(sql), await makeAccount(sql)];
  const refused = (accountId: number, times: number, isSender: boolean, address: string) => sql`
    insert into refused_callbacks
      (account_id, received_at, reason, message, http_status, excerpt, body_sha256, address, is_sender)
    select ${accountId}, now() + n * interval '1 second', 'bad_signature', n::text, 401, '', '', ${address}, ${isSender}
    from generate_series(1, ${times}) as n`;
  await refused(quiet, 3, false, '198.51.100.1');
  await refused(flooded, 2, true, '203.0.113.1');
  // 40 addresses, each with more than is kept of one, and together with more than is kept of all.
  for (let n = 1; n <= 40; n++) await refused(flooded, 210, false, `198.51.100.${n}`);
  await sql`
    insert into refused_look_ups (account_id, day, asked)
    select ${flooded}, current_date - ago, 1 from generate_series(0, 4) as ago`;
  await dropRefusals({ sql });
  // The newest 5000 of strangers, which are 23 addresses whole and 170 of one more; of each the newest 200.
  const kept = await sql`
    select account_id, is_sender, count(*)::int, min(message::int), count(distinct address)::int as addresses
    from refused_callbacks group by 1, 2 order by 1, 2`;
  expect(kept).toEqual([
    { accountId: flooded, isSender: false, count: 23 * 200 + 170, min: 11, addresses: 24 },
    { accountId: flooded, isSender: true, count: 2, min: 1, addresses: 1 },
    { accountId: quiet, isSender: false, count: 3, min: 1, addresses: 1 },
  ]);
  const days = await sql`select (current_date - day)::int as ago from refused_look_ups order by day desc`;
  expect(days.map(({ ago }) => ago)).toEqual([0, 1, 2]);
});
