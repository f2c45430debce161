import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, expect, test, vi } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { proofOfList } from '#reconciliation/reports/proof/proof-of-list.ts';
import { proofPack } from '#reconciliation/reports/proof/proof-pack.ts';
import { makeAccount, useDatabase } from '../../../support/database.ts';
import { anObservation } from '../../../support/observations.ts';
import { huntFor } from '../../../support/secrets-found.ts';
import { anItem } from '../../discrepancies/an-item.ts';
import { openedPack } from './opened-pack.ts';

const database = useDatabase();
const ID = 'cpi_../../proved';
const CARD = '5123817234060000';
const TOKEN = 'tok_4f9a8b7c6d5e4f3a2b1c';
const RECEIVED = Buffer.from('{"data":{"id":"as it came"}}');
const SHA256 = createHash('sha256').update(RECEIVED).digest('hex');

let account: Account;
let actor: { kind: 'person'; personId: number; name: string };
let item: bigint;

beforeAll(async () => {
  const { sql } = database;
  account = await accountById(sql, await makeAccount(sql));
  const email = 'finance@shop.example';
  const { id } = await addPerson(sql, { email, role: 'finance', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
  const told = { id: ID, amount: 123_456n, currency: 'KWD', fee: 3_580n, processedFee: 3_580n };
  await ingest(sql, [anObservation(account.id, told)]);
  await mirrorInvoices(sql, [anObservation(account.id, { ...told, status: 'refunded' })], new Date());
  // As an older redaction may have left it.
  const body = JSON.stringify({
    data: { id: ID, attributes: { card_number: CARD, token: TOKEN, status: 'processed' } },
  });
  await sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, retry_count,
      body_sha256)
    values (${account.id}, now(), ${ID}, 'live', 'processed', now(), 'new', 3, ${Buffer.from(SHA256, 'hex')})`;
  await sql`
    insert into callback_bodies (callback_id, received_at, body)
    select id, received_at, ${body} from callbacks where account_id = ${account.id}`;
  await sql`
    insert into refused_callbacks (account_id, received_at, reason, message, invoice_id, http_status, excerpt, body_sha256)
    values (${account.id}, now(), 'signature', 'no secret fits', ${ID}, 401, ${body.slice(0, 60)}, ${Buffer.alloc(32)})`;
  await sql`
    insert into status_checks (account_id, invoice_id, asked_by, person_id, asked_at, answered_at, outcome, body_sha256)
    values (${account.id}, ${ID}, 'person', ${id}, now(), now(), 'found', sha256('x')),
      (${account.id}, ${ID}, 'run', null, now(), now(), 'no_answer', null)`;
  await sql`
    insert into status_check_bodies (status_check_id, asked_at, body)
    select id, asked_at, ${body} from status_checks where account_id = ${account.id} and outcome = 'found'`;
  item = await anItem(sql, account.id, { subject: ID });
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, person_id, note)
    values (${String(item)}, now(), 'noted', ${id}, ${`the payer told us ${CARD}`})`;
});

const packed = async () => openedPack(await proofPack(database.sql, actor, account, { invoiceId: ID }));
const parsed = (files: Map<string, string>, name: string) =>
  JSON.parse(files.get([...files.keys()].find((one) => one.endsWith(`/${name}`)) ?? '') ?? 'null');

test('a pack has all that is known of an invoice, and its manifest the hash of every other file', async () => {
  const files = await packed();
  const manifest = JSON.parse(files.get('manifest.json') ?? '');
  expect(manifest).toMatchObject({ made_by: actor.name, account: account.slug, invoices: 1 });
  expect(Date.now() - Date.parse(manifest.made_at)).toBeGreaterThanOrEqual(0);
  const others = [...files].filter(([name]) => name !== 'manifest.json');
  expect(manifest.files).toEqual(
    others.map(([name, content]) => ({
      ...{ name, bytes: Buffer.byteLength(content) },
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  );
  expect(parsed(files, 'callbacks.json')).toMatchObject([
    { signature: 'verified', verdict: 'new', retry_count_header: 3, received_sha256: SHA256 },
    { signature: 'refused', reason: 'signature', answered: 401 },
  ]);
  expect(parsed(files, 'status-checks.json')).toMatchObject([
    { outcome: 'found', body: expect.stringMatching(/^bodies\/status-check-\d+\.json$/) },
    { outcome: 'no_answer', body: 'not available', received_sha256: 'not available' },
  ]);
  expect(parsed(files, 'both-books.json')).toMatchObject({
    ...{ invoice: ID, ours: { status: 'processed', processed_fee: { amount: '3.580', currency: 'KWD' } } },
    theirs: { status: 'refunded' },
  });
  expect(parsed(files, 'timeline.json').length).toBeGreaterThanOrEqual(5);
  expect(parsed(files, 'discrepancies.json')).toMatchObject([
    { id: String(item), events: [{ act: 'noted' }] },
  ]);
  const text = [...files].find(([name]) => name.endsWith('both-books.txt'))?.[1] ?? '';
  expect(text).toMatch(/^Status +processed +refunded +differs$/m);
  expect(text).toMatch(/^Processed fee +3\.580 KWD +3\.580 KWD$/m);
  for (const body of ['callbacks.json', 'status-checks.json'])
    for (const row of parsed(files, body))
      if (row.body !== 'not available')
        expect([...files.keys()]).toContain(`001-cpi_______proved/${row.body}`);
});

test('no card number, no token and no name of the merchant’s people is in it, but of who made it', async () => {
  const hunt = huntFor([
    ['a card number', CARD],
    ['a token', TOKEN],
    ['the password of a person', 'four words in a row'],
  ]);
  const files = await packed();
  for (const [name, content] of files) {
    expect(hunt(content), name).toEqual([]);
    if (name !== 'manifest.json') expect(content).not.toContain(actor.name);
  }
  expect([...files.values()].join('')).toContain('[redacted]');
});

test('no name in it leads out of the folder that it is unpacked into, and unzip takes it', async () => {
  const bytes = await buffer(await proofPack(database.sql, actor, account, { invoiceId: ID }));
  const names = [...(await openedPack(bytes)).keys()];
  expect(names.filter((name) => !/^(README\.txt|manifest\.json|\d{3}-[\w-]+\/[\w./-]+)$/.test(name))).toEqual(
    [],
  );
  expect(names.filter((name) => name.includes('..'))).toEqual([]);
  const folder = await mkdtemp(path.join(tmpdir(), 'proof-'));
  try {
    await writeFile(path.join(folder, 'pack.zip'), bytes);
    await promisify(execFile)('unzip', ['-q', 'pack.zip', '-d', 'out'], { cwd: folder });
    const manifest = await readFile(path.join(folder, 'out', 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest).files).toHaveLength(names.length - 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('who made it is in the audit', async () => {
  await packed();
  const [last] = await database.sql<{ actor: string; subject: string }[]>`
    select actor, subject from audit where act = 'proof_pack.made' order by id desc limit 1`;
  expect(last).toEqual({ actor: `person:${actor.name}`, subject: `invoice:${account.slug}:${ID}` });
});

test('nothing is packed of an invoice that nobody has heard of', async () => {
  const make = proofPack(database.sql, actor, account, { invoiceId: 'cpi_nobody' });
  await expect(make).rejects.toMatchObject({ code: 'unknown_invoice', status: 404 });
});

const LIST = { mode: 'live', state: 'all' } as const;

test('a list is packed whole: every invoice that it names once, and what names none', async () => {
  const { sql } = database;
  const own = await accountById(sql, await makeAccount(sql));
  for (const id of ['a', 'b', 'c']) await ingest(sql, [anObservation(own.id, { id: `cpi_${id}` })]);
  await anItem(sql, own.id, { subject: 'cpi_a', kind: 'amount_differs' });
  await anItem(sql, own.id, { subject: 'cpi_a', kind: 'status_differs' });
  await anItem(sql, own.id, { subject: 'cpi_b', kind: 'status_differs' });
  const nameless = await anItem(sql, own.id, { subject: 'order-9' });
  await sql`update discrepancies set invoice_id = null where id = ${String(nameless)}`;
  const of = await proofOfList(sql, { accountId: own.id, timeZone: own.timeZone, ...LIST }, 'state=all');
  const files = await openedPack(await proofPack(sql, actor, own, of));
  const folders = [...new Set([...files.keys()].flatMap((name) => /^(\d{3}-[^/]+)\//.exec(name)?.[1] ?? []))];
  expect(folders).toEqual(['001-cpi_a', '002-cpi_b']);
  expect(JSON.parse(files.get('without-invoice.json') ?? '')).toMatchObject([{ id: String(nameless) }]);
  expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({ invoices: 2, filter: 'state=all' });
});

test('a list of more invoices than a pack is of is refused, and so is one of none', async () => {
  const { sql } = database;
  const own = await accountById(sql, await makeAccount(sql));
  const filter = { accountId: own.id, timeZone: own.timeZone, ...LIST };
  await expect(proofOfList(sql, filter, '')).rejects.toMatchObject({ code: 'nothing_to_pack' });
  await sql`
    insert into discrepancies (account_id, subject, invoice_id, mode, kind, severity, evidence, fingerprint,
      invoice_created_at, opened_at, last_seen_at)
    select ${own.id}, 'cpi_' || n, 'cpi_' || n, 'live', 'status_differs', 'high', '{}', '', now(), now(), now()
    from generate_series(1, 201) as n`;
  await expect(proofOfList(sql, filter, '')).rejects.toMatchObject({ code: 'too_many_for_a_pack' });
});

test('a reader who leaves ends it, and holds no connection', async () => {
  const stream = await proofPack(database.sql, actor, account, { invoiceId: ID });
  stream.destroy();
  await vi.waitFor(() => expect(stream.destroyed).toBe(true));
  const busy = await database.sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`;
  expect(busy).toEqual([]);
});
