import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import {
  type CallbackOutcome,
  type Incoming,
  receiveCallback,
} from '#reconciliation/callbacks/receive-callback.ts';
import { keepRefusal, takeLookUp, trimRefusals } from '#reconciliation/callbacks/refused-callbacks.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { asNumber, documentText } from '../../support/documents.ts';
import { incoming, RECEIVED_AT, REFUSAL, SECRETS } from '../../support/incoming.ts';

const database = useDatabase();

async function receive(one: Incoming): Promise<CallbackOutcome> {
  return receiveCallback(createIngestionBatcher(database.sql), await exponentsOf(database.sql), one);
}

async function kept(accountId: number) {
  return database.sql`
    select invoice_id, mode, status, verdict, reason, retry_count from callbacks
    where account_id = ${accountId} order by id`;
}

describe('a callback that is believed', () => {
  test('is taken in as new, and kept', async () => {
    const accountId = await makeAccount(database.sql);
    const outcome = await receive(incoming(accountId, documentText(), { retryCount: 3 }));
    expect(outcome).toEqual({ kind: 'ingested', verdict: 'new', invoiceId: 'cpi_test1' });
    expect(await kept(accountId)).toEqual([
      {
        invoiceId: 'cpi_test1',
        mode: 'live',
        status: 'processed',
        verdict: 'new',
        reason: null,
        retryCount: 3,
      },
    ]);
    const [book] = await database.sql`
      select status, amount, fee, first_seen_at from invoices where account_id = ${accountId}`;
    expect(book).toEqual({ status: 'processed', amount: 10_000n, fee: 300n, firstSeenAt: RECEIVED_AT });
  });

  test('again, is the same; each request is kept', async () => {
    const accountId = await makeAccount(database.sql);
    const verdicts: string[] = [];
    for (const text of [documentText({ status: 'processing' }), documentText(), documentText()]) {
      const outcome = await receive(incoming(accountId, text));
      verdicts.push(outcome.kind === 'ingested' ? outcome.verdict : outcome.kind);
    }
    expect(verdicts).toEqual(['new', 'newer', 'same']);
    expect((await kept(accountId)).map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  test('months late, is stale and changes nothing', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(incoming(accountId, documentText()));
    const old = documentText({ status: 'process_pending', updated: 1_790_000_000 });
    expect(await receive(incoming(accountId, old))).toMatchObject({ verdict: 'stale' });
    expect(await database.sql`select status from invoices where account_id = ${accountId}`).toEqual([
      { status: 'processed' },
    ]);
  });

  test('with another amount, is conflicting: the book keeps the amount that was told first', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(incoming(accountId, documentText()));
    const other = documentText({ amount: '99', updated: 1_790_000_500 });
    expect(await receive(incoming(accountId, other))).toMatchObject({
      kind: 'ingested',
      verdict: 'conflicting',
    });
    expect(await database.sql`select amount from invoices where account_id = ${accountId}`).toEqual([
      { amount: 10_000n },
    ]);
  });

  test('may be signed with any secret of its mode while secrets are rotated', async () => {
    const accountId = await makeAccount(database.sql);
    const secrets = { live: ['new-secret', 'live-secret'], test: ['test-secret'] };
    expect(await receive(incoming(accountId, documentText(), { secrets }))).toMatchObject({
      kind: 'ingested',
    });
  });

  test('of one account says nothing about the same id in another', async () => {
    const [one, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
    await receive(incoming(one, documentText()));
    expect(await receive(incoming(other, documentText()))).toMatchObject({ verdict: 'new' });
  });

  test('proves itself later: the hash is that of the bytes as received', async () => {
    const accountId = await makeAccount(database.sql);
    const rawBody = `  ${documentText({ flow_data: { metadata: { token: 'tok_1' } }, description: 'Grüße €' })}\r\n`;
    await receive(incoming(accountId, rawBody));
    const [row] = await database.sql`
      select encode(body_sha256, 'hex') as hash from callbacks where account_id = ${accountId}`;
    expect(row?.hash).toBe(createHash('sha256').update(rawBody, 'utf8').digest('hex'));
  });
});

describe('the mode of a callback is what it tells, and must be that of the secret', () => {
  const book = (accountId: number) => database.sql`
    select mode from invoices where account_id = ${accountId}`;
  const signedBy = (secret: string, text: string, secrets = SECRETS) => ({
    signature: sign(secret, Buffer.from(text)),
    secrets,
  });

  test.each([true, 'true', '1', 1, 'YES'])('test mode told as %o', async (form) => {
    const [accountId, text] = [await makeAccount(database.sql), documentText({ test_mode: form })];
    expect(await receive(incoming(accountId, text, signedBy('live-secret', text)))).toMatchObject({
      refusal: { reason: 'wrong_mode' },
    });
    expect(await receive(incoming(accountId, text, signedBy('test-secret', text)))).toMatchObject({
      verdict: 'new',
    });
    expect(await book(accountId)).toEqual([{ mode: 'test' }]);
  });

  test.each([
    ['test-secret', 'test'],
    ['live-secret', 'live'],
  ])('that is not told is the one of the %s', async (secret, mode) => {
    for (const told of [undefined, null, '']) {
      const [accountId, text] = [await makeAccount(database.sql), documentText({ test_mode: told })];
      expect(await receive(incoming(accountId, text, signedBy(secret, text)))).toMatchObject({
        verdict: 'new',
      });
      expect(await book(accountId)).toEqual([{ mode }]);
    }
  });

  test('that is not told is assumed to be live where one secret holds for both', async () => {
    const [accountId, text] = [await makeAccount(database.sql), documentText({ test_mode: null })];
    const both = { live: ['one-secret'], test: ['one-secret'] };
    await receive(incoming(accountId, text, signedBy('one-secret', text, both)));
    expect(await book(accountId)).toEqual([{ mode: 'live' }]);
  });

  test.each([
    ['is told unreadably', documentText({ test_mode: 'maybe' }), 'bad_attribute'],
    [
      'is told twice',
      documentText().replace('"test_mode":false', '"test_mode":true,"test_mode":false'),
      'repeated_key',
    ],
  ])('that %s is never guessed: it is quarantined under that of the secret', async (_, text, reason) => {
    const accountId = await makeAccount(database.sql);
    const outcome = await receive(incoming(accountId, text, signedBy('test-secret', text)));
    expect(outcome).toMatchObject({ kind: 'ingested', verdict: 'quarantined' });
    expect(await kept(accountId)).toMatchObject([{ mode: 'test', verdict: 'quarantined', reason }]);
    expect(await book(accountId)).toEqual([]);
  });
});

describe('numbers stay as they were written', () => {
  test('in the reference, in the id, and in what is kept as evidence', async () => {
    const accountId = await makeAccount(database.sql);
    const numbers = '{"order":12345678901234567890,"list":[1.0,1e3,-0,0.10,{"deep":9007199254740993}]}';
    const text = documentText(
      { reference_id: asNumber('9007199254740993'), metadata: asNumber(numbers.replaceAll('"', "'")) },
      asNumber('12345678901234567890'),
    ).replaceAll("'", '"');
    expect(await receive(incoming(accountId, text))).toMatchObject({ invoiceId: '12345678901234567890' });
    const [book] = await database.sql`
      select id, reference_id as reference from invoices where account_id = ${accountId}`;
    expect(book).toEqual({ id: '12345678901234567890', reference: '9007199254740993' });
    const [callback] = await database.sql`
      select body from callbacks join callback_bodies on callback_id = id where account_id = ${accountId}`;
    expect(callback?.body).toBe(text);
  });

  test('also where an id or a reference looks like the number of a card', async () => {
    const accountId = await makeAccount(database.sql);
    const [id, reference] = ['5123817234060000', '2026110112000008'];
    const text = documentText({ reference_id: asNumber(reference), currency: 'HHHT' }, asNumber(id));
    await receive(incoming(accountId, text));
    const [held] = await database.sql`
      select subject, body from quarantine where account_id = ${accountId}`;
    expect(held).toEqual({ subject: id, body: text });
  });
});

test('a reference that no index can hold is held, and not sent again for ever', async () => {
  const accountId = await makeAccount(database.sql);
  const wide = Array.from({ length: 1000 }, (_, place) => String.fromCodePoint(0x4e00 + place * 19)).join('');
  for (const [place, reference_id] of [wide, wide.slice(0, 660)].entries()) {
    const [status, resolution] = [reference_id, reference_id];
    const text = documentText({ reference_id, status, resolution }, 'x'.repeat(254 + place));
    expect(await receive(incoming(accountId, text))).toMatchObject({ kind: 'ingested' });
  }
  expect(await kept(accountId)).toMatchObject([{ reason: 'bad_attribute' }, { verdict: 'new' }]);
});

describe('a callback that is refused leaves no trace in the book', () => {
  const live = documentText();
  const test_ = documentText({ test_mode: true });
  const signedBy = (secret: string, body: string | Buffer) => ({
    signature: sign(secret, Buffer.from(body)),
  });
  const notUtf8 = Buffer.concat([Buffer.from(live.slice(0, -3)), Buffer.from([0xff, 0xfe])]);

  test.each([
    ['without a signature', live, { signature: undefined }, 'no_signature', 401],
    ['with an empty one', live, { signature: '' }, 'no_signature', 401],
    ['signed by a stranger', live, signedBy('guessed', live), 'bad_signature', 401],
    ['changed on its way', live, signedBy('live-secret', `${live} `), 'bad_signature', 401],
    ['live, signed as test', live, signedBy('test-secret', live), 'wrong_mode', 401],
    ['test, signed as live', test_, signedBy('live-secret', test_), 'wrong_mode', 401],
    ['signed, but no UTF-8', notUtf8, signedBy('live-secret', notUtf8), 'not_utf8', 400],
    ['signed, but no JSON', '<p>', signedBy('live-secret', '<p>'), 'no_document', 400],
    ['signed, but empty', '', signedBy('live-secret', ''), 'no_document', 400],
    ['signed, but a list', '{"data":[]}', signedBy('live-secret', '{"data":[]}'), 'no_document', 400],
  ])('%s', async (_, body, over, reason, httpStatus) => {
    const accountId = await makeAccount(database.sql);
    const outcome = await receive(incoming(accountId, body, over));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason, httpStatus } });
    expect(await kept(accountId)).toEqual([]);
    expect(await database.sql`select id from invoices where account_id = ${accountId}`).toEqual([]);
  });

  test('an account without secrets believes nothing', async () => {
    const accountId = await makeAccount(database.sql);
    const one = incoming(accountId, live, { secrets: { live: [], test: [] }, ...signedBy('', live) });
    expect(await receive(one)).toMatchObject({ kind: 'refused', refusal: { reason: 'bad_signature' } });
  });
});

test('neither a token nor a card number is stored anywhere, whatever becomes of the callback', async () => {
  const accountId = await makeAccount(database.sql);
  const [token, card] = ['tok_very_secret', '5519283812030000'];
  const secret = {
    flow_data: { metadata: { sid: 's', token } },
    description: `card ${card}`,
    metadata: { card },
  };
  await receive(incoming(accountId, documentText(secret)));
  await receive(incoming(accountId, documentText({ ...secret, currency: 'NOPE' }, 'cpi_held')));
  await receive(incoming(accountId, documentText(secret, null)));
  const refused = await receive(incoming(accountId, documentText(secret), { signature: 'wrong' }));
  if (refused.kind !== 'refused') throw new Error('a wrong signature was believed');
  await keepRefusal(database.sql, accountId, refused.refusal, RECEIVED_AT);

  const tables = await database.sql`select tablename as name from pg_tables where schemaname = 'public'`;
  const stored = await Promise.all(
    tables.map(({ name }) => database.sql`select one::text as row from ${database.sql(name)} as one`),
  );
  const all = stored.flat().map(({ row }) => String(row));
  expect(all.filter((row) => row.includes('[redacted]')).length).toBeGreaterThanOrEqual(6);
  expect(all.filter((row) => row.includes(token) || row.includes(card))).toEqual([]);
});

test.each([
  'update callbacks set verdict = verdict',
  'delete from callbacks',
  'truncate callbacks',
  'update callback_bodies set body = body',
  'delete from callback_bodies',
  'truncate callback_bodies',
])('the database itself refuses “%s”', async (statement) => {
  const accountId = await makeAccount(database.sql);
  await receive(incoming(accountId, documentText()));
  await expect(database.sql.unsafe(statement)).rejects.toThrow(/^callback\w+ is append-only$/);
  expect(await kept(accountId)).toHaveLength(1);
});

describe('the inbox of refusals', () => {
  const at = (second: number) => new Date(RECEIVED_AT.getTime() + second * 1000);
  const count = async (accountId: number | null) => {
    const rows = await database.sql`
      select count(*)::int as count from refused_callbacks where account_id is not distinct from ${accountId}`;
    return rows[0]?.count;
  };

  test('names the invoice that its body claims', async () => {
    const accountId = await makeAccount(database.sql);
    const claims = { ...REFUSAL, rawBody: Buffer.from(documentText({}, 'cpi_claimed-1')) };
    expect(await keepRefusal(database.sql, accountId, claims, at(0))).toMatchObject({
      invoiceId: 'cpi_claimed-1',
    });
    expect(await keepRefusal(database.sql, accountId, REFUSAL, at(90))).toMatchObject({ invoiceId: null });
  });

  test('may ask Paymega 500 times a day and account, not more', async () => {
    const [accountId, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
    const day = at(0);
    await database.sql`insert into refused_look_ups values (${accountId}, ${day.toISOString().slice(0, 10)}, 498)`;
    const taken = [];
    for (let n = 0; n < 4; n++) taken.push(await takeLookUp(database.sql, accountId, day));
    expect(taken).toEqual([true, true, false, false]);
    expect(await takeLookUp(database.sql, other, day)).toBe(true);
    expect(await takeLookUp(database.sql, accountId, at(86_400))).toBe(true);
  });

  test('are trimmed so that who sends most does not crowd out the real sender, nor another address', async () => {
    const accountId = await makeAccount(database.sql);
    const from = (address: string, isSender = false) => ({ address, isSender, skipped: 0 });
    await keepRefusal(database.sql, accountId, REFUSAL, at(0), from('203.0.113.1', true));
    await keepRefusal(database.sql, accountId, REFUSAL, at(0), from('203.0.113.2'));
    await database.sql`
      insert into refused_callbacks (account_id, received_at, reason, message, http_status, excerpt, body_sha256, address)
      select ${accountId}, ${at(1)}, ${REFUSAL.reason}, '', 401, '', '', '198.51.100.' || (n % 3)
      from generate_series(1, 900) as n`;
    expect(await trimRefusals(database.sql)).toBe(300);
    const kept = await database.sql<{ address: string; count: number }[]>`
      select address, count(*)::int as count from refused_callbacks where account_id = ${accountId}
      group by address order by address`;
    expect(kept.map(({ address, count }) => [address, count])).toEqual([
      ...[0, 1, 2].map((n) => [`198.51.100.${n}`, 200]),
      ...[1, 2].map((n) => [`203.0.113.${n}`, 1]),
    ]);
  });

  test('takes any bytes', async () => {
    const accountId = await makeAccount(database.sql);
    const rawBody = Buffer.from([0, 0xff, 0, 0x7b]);
    await keepRefusal(database.sql, accountId, { ...REFUSAL, rawBody }, RECEIVED_AT);
    expect(await count(accountId)).toBe(1);
  });
});
