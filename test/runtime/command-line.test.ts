import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { tokenOf, tokens } from '#identity/sessions/tokens.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { exportList } from '#runtime/commands/export.ts';
import { createToken } from '#runtime/commands/token.ts';
import { readConfig } from '#runtime/config.ts';
import { failureSentence } from '#runtime/failure-sentence.ts';
import { anItem } from '../reconciliation/discrepancies/an-item.ts';
import { COMMAND_KEY, counterfoil } from '../support/command-line.ts';
import { csvRows } from '../support/csv.ts';
import { makeAccount, useDatabase } from '../support/database.ts';
import { anObservation } from '../support/observations.ts';

const database = useDatabase();
let folder = '';
let accountId = 0;
const run = (...args: string[]) => counterfoil(database.appUrl, ...args);
const config = () =>
  readConfig(
    { NODE_ENV: 'test', DATABASE_URL: database.appUrl, DATA_DIR: folder, SECRET_KEY: COMMAND_KEY },
    PACKAGE_ROOT,
  );

/** The one sentence that counterfoil.ts would write of what a command is refused with. */
async function sentenceOf(refused: Promise<unknown>): Promise<string | null> {
  const sentence = await refused.then(() => null, failureSentence);
  expect(sentence?.split('\n')).toHaveLength(1);
  return sentence;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-out-'));
  accountId = await makeAccount(database.sql);
  await anItem(database.sql, accountId, { subject: 'cpi_a', kind: 'chargeback' });
  await anItem(database.sql, accountId, { subject: 'cpi_b', kind: 'missing_ours' });
  await ingest(database.sql, [anObservation(accountId, { id: 'cpi_c', currency: 'EUR', amount: 123_456n })]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('counterfoil export', () => {
  test('writes what the list of the same filter shows', async () => {
    const all = await run('export', 'discrepancies', '--state', 'all');
    expect(csvRows(all.out).map(({ invoice_id }) => invoice_id)).toEqual(['cpi_b', 'cpi_a']);
    const some = await run('export', 'discrepancies', '--kind', 'chargeback', '--mode', 'live');
    expect(csvRows(some.out).map(({ invoice_id }) => invoice_id)).toEqual(['cpi_a']);
    const found = await run('export', 'invoices', '--search', '1,234.56 EUR');
    expect(csvRows(found.out).map(({ invoice_id }) => invoice_id)).toEqual(['cpi_c']);
    const audit = await run('export', 'audit', '--search', 'nobody');
    expect([audit.code, csvRows(audit.out)]).toEqual([0, []]);
  });

  test('refuses a filter that cannot be read in one sentence, and writes no file', async () => {
    const out = path.join(folder, 'refused.csv');
    const ended = await run('export', 'discrepancies', '--state', 'foo', '--out', out);
    const message = expect.stringContaining(
      'state must be one of unresolved, open, in_review, resolved, all',
    );
    expect(ended).toEqual({ code: 1, out: '', err: message });
    expect(ended.err.trim().split('\n')).toHaveLength(1);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  // Within this process: what the program makes of a refusal shows above.
  test.each([
    ['--state', 'foo', 'state must be one of unresolved, open, in_review, resolved, all'],
    ['--mode', 'foo', 'mode must be one of live, test, all'],
    ['--kind', 'foo', 'kind must be one of missing_ours'],
    ['--severity', 'grave', 'severity must be one of critical, high, medium, low'],
    ['--from', '2026-13-01', 'from must be a day of the calendar, YYYY-MM-DD'],
    ['--to', '0000-01-01', 'to must be a day of the calendar, YYYY-MM-DD'],
    ['--currency', 'EURO', 'currency must be a currency by its code'],
    ['--search', 'x'.repeat(201), 'search may have at most 200 characters'],
    ['--search', '', 'search is empty: leave it out instead'],
    ['--status', 'processed', 'status is no parameter here'],
    ['--effect', 'opened', 'effect needs run'],
  ])('refuses %s %s in one sentence, and writes no file', async (option, value, message) => {
    const out = path.join(folder, 'refused.csv');
    const refused = exportList(config(), 'discrepancies', [[option.slice(2), value]], { out });
    expect(await sentenceOf(refused)).toContain(message);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  test('refuses an option that stands twice, and days in the wrong order', async () => {
    const twice = await run('export', 'discrepancies', '--state', 'open', '--state', 'all');
    expect([twice.code, twice.err]).toEqual([1, 'state stands there 2 times: say it once\n']);
    const days = await run('export', 'invoices', '--from', '2026-02-02', '--to', '2026-02-01');
    expect([days.code, days.err]).toEqual([1, 'from must not be after to, which is 2026-02-01\n']);
  });

  test('writes a file that its owner alone can read, also over one that all could', async () => {
    const [made, there] = [path.join(folder, 'made.csv'), path.join(folder, 'there.csv')];
    await writeFile(there, 'old '.repeat(10_000));
    await chmod(there, 0o644);
    for (const out of [made, there]) {
      expect(await run('export', 'discrepancies', '--out', out)).toEqual({ code: 0, out: '', err: '' });
      expect(((await stat(out)).mode & 0o777).toString(8)).toBe('600');
      expect(csvRows(await readFile(out, 'utf8'))).toHaveLength(2);
    }
    const away = await run('export', 'discrepancies', '--out', path.join(folder, 'no', 'where.csv'));
    expect([away.code, away.err]).toEqual([
      1,
      expect.stringMatching(/where\.csv cannot be written: ENOENT\n$/),
    ]);
  });
});

describe('counterfoil token create', () => {
  const create = (...args: string[]) => run('token', 'create', '--role', 'viewer', ...args);
  const kept = async (name: string) => (await tokens(database.sql)).find((one) => one.name === name);

  test('makes one for all accounts and until it is revoked, where nothing else is said', async () => {
    const { out } = await create('--name', 'plain');
    expect(await tokenOf(database.sql, out.trim())).toMatchObject({ role: 'viewer', accounts: null });
    expect(await kept('plain')).toMatchObject({ expiresAt: null });
  });

  test('makes one for one account', async () => {
    const [account] = await database.sql<
      { slug: string }[]
    >`select slug from accounts where id = ${accountId}`;
    const { out } = await create('--name', 'of one', '--account', account?.slug ?? '');
    expect(await tokenOf(database.sql, out.trim())).toMatchObject({ accounts: [accountId] });
    const unknown = await create('--name', 'of none', '--account', 'nobody');
    expect(unknown).toEqual({ code: 1, out: '', err: 'there is no account “nobody”\n' });
    expect(await kept('of none')).toBeUndefined();
  });

  test('makes one that expires, after days or with the end of a day', async () => {
    await create('--name', 'ninety', '--expires', '90');
    const days = ((await kept('ninety'))?.expiresAt?.getTime() ?? 0) - Date.now();
    expect(Math.round(days / 86_400_000)).toBe(90);
    const next = new Date().getUTCFullYear() + 1;
    await create('--name', 'to a day', '--expires', `${next}-01-31`);
    expect((await kept('to a day'))?.expiresAt?.toISOString()).toBe(`${next}-02-01T00:00:00.000Z`);
  });

  test('refuses what cannot be read in one sentence', async () => {
    const ended = await create('--name', 'wrong', '--expires=-1');
    expect(ended).toEqual({
      ...{ code: 1, out: '', err: expect.stringMatching(/^--expires -1: give from 1 to 3650 days.*\n$/) },
    });
  });

  // Within this process, as above.
  const refusedToken = (name: string, expires?: string) =>
    sentenceOf(createToken(config(), { name, role: 'viewer', ...(expires !== undefined && { expires }) }));

  test.each(['0', '-1', '1.5', '4000', 'never', '', '2020-01-01', '0000-01-01', '9999-12-31', '2027-02-30'])(
    'refuses to expire at %j',
    async (expires) => {
      const name = `wrong ${expires}`;
      expect(await refusedToken(name, expires)).toMatch(/^--expires .*: give from 1 to 3650 days.*$/);
      expect(await kept(name)).toBeUndefined();
    },
  );

  test.each([' ', 'x'.repeat(101)])('refuses the name %j', async (name) => {
    expect(await refusedToken(name)).toBe('the name must have 1 to 100 characters');
  });
});

describe('counterfoil audit verify', () => {
  test('prints the head, and takes it again with its number or without', async () => {
    await run('token', 'create', '--name', 'for the audit', '--role', 'viewer');
    const ended = await run('audit', 'verify');
    expect(ended).toMatchObject({ code: 0, err: '' });
    const [, lines, head, number] =
      /^(\d+) lines, unbroken\nhead ([0-9a-f]{64})\nnumber (\d+), \d{4}-\S+Z\n$/.exec(ended.out) ?? [];
    expect(number).toBe(lines);
    for (const kept of [head, `${number}:${head}`])
      expect(await run('audit', 'verify', '--head', kept ?? '')).toEqual(ended);
    const other = await run('audit', 'verify', '--head', `${Number(number) + 1}:${head}`);
    expect(other).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('the given head is not number'),
    });
  });

  test('says that an audit is empty, and that it was emptied', async () => {
    for (const table of ['audit_chain', 'audit'])
      await database.sql.unsafe(`alter table ${table} disable trigger all; delete from ${table}`);
    const ended = await run('audit', 'verify');
    expect(ended).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('the audit is empty, though'),
    });
    expect(ended.err.trim().split('\n')).toHaveLength(1);
  });
});
