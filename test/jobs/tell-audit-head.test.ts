import pino from 'pino';
import { expect, test } from 'vitest';
import { audit } from '#identity/audit/audit.ts';
import { auditHead } from '#identity/audit/audit-chain.ts';
import { SCHEDULE } from '#jobs/schedule.ts';
import { tellAuditHead } from '#jobs/tell-audit-head.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

/** What the job writes to the log, as its lines are. */
async function told(): Promise<unknown[]> {
  const lines: string[] = [];
  await tellAuditHead({
    sql: database.sql,
    log: pino({ base: null }, { write: (line) => lines.push(line) }),
  });
  return lines.map((line) => JSON.parse(line));
}

test('the head of the audit goes to the log every day', async () => {
  expect(SCHEDULE.find(({ job }) => job === 'tell-audit-head')?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
  expect(await told()).toMatchObject([{ level: 30, msg: 'the audit is empty' }]);
  await audit(database.sql, { kind: 'program', name: 'test' }, 'settings.changed', 'test:1');
  const head = await auditHead(database.sql);
  expect(await told()).toMatchObject([
    { level: 30, audit: { lines: 1, head: `1:${head?.hash}`, at: head?.at.toISOString() } },
  ]);
});

test('what is wrong with the audit goes there as an error', async () => {
  await database.sql.unsafe(
    `alter table audit disable trigger all; update audit set actor = 'somebody else'`,
  );
  expect(await told()).toMatchObject([
    { level: 50, msg: expect.stringMatching(/^the audit was tampered with: line 1 /) },
  ]);
});
