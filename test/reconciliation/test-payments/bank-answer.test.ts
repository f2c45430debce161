import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BankAnswer } from '#paymega/bank-answer.ts';
import { receiveBankAnswer } from '#reconciliation/test-payments/bank-answer.ts';
import { goToBank, noteReturn } from '#reconciliation/test-payments/challenge.ts';
import { useDatabase } from '../../support/database.ts';
import { aDraft, aShop } from './world.ts';

const database = useDatabase();

type Got = { method: string; url: string; type: string | undefined; body: string };

/** Where Paymega takes the bank's answers, and a payment whose bank answers to us in its place. */
async function challenged(answer = { status: 303, location: 'https://shop.example/done' }, query = '') {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      got.push({
        method: request.method ?? '',
        url: request.url ?? '',
        type: request.headers['content-type'],
        body,
      });
      response
        .writeHead(answer.status, { location: answer.location, 'content-type': 'text/html' })
        .end('<p>done');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const shop = await aShop(database);
  const payment = await aDraft(shop);
  await payment.create();
  await payment.pay('succeeds_3ds');
  const termUrl = `http://127.0.0.1:${port}/term${query}`;
  const challenge = {
    action: 'https://acs.example/',
    method: 'POST',
    fields: [
      ['MD', 'of-this-one'],
      ['PaReq', 'x'],
      ['Term_Url', termUrl],
    ],
  };
  const key = `key-of-${payment.id}`.padEnd(32, '_');
  const { sql } = database;
  await sql`
    update test_payments set challenge = ${sql.json(challenge)}, return_key = ${key} where id = ${payment.id}`;
  const tools = { sql, connectionOf: async () => shop.tools.connection };
  const receive = (over: Partial<BankAnswer> = {}) =>
    receiveBankAnswer(tools, key, { ...post('PaRes=y%20z&MD=of-this-one&'), ...over });
  return { got, server, payment, receive, key, tools };
}

function post(text: string): BankAnswer {
  return {
    method: 'POST',
    query: '',
    body: Buffer.from(text),
    contentType: 'application/x-www-form-urlencoded',
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('latin1');
}

describe('the bank’s answer to us', () => {
  test('takes the place of the original address in the challenge, and nothing else changes', async () => {
    const { payment, key } = await challenged();
    const to = await goToBank(database.sql, payment.id, (of) => `https://ours.example/bank-answers/${of}`);
    expect(to).toMatchObject({
      challenge: {
        action: 'https://acs.example/',
        fields: [
          ['MD', 'of-this-one'],
          ['PaReq', 'x'],
          ['Term_Url', `https://ours.example/bank-answers/${key}`],
        ],
      },
    });
  });

  test('is sent on byte for byte, by POST, and what came back is given back', async () => {
    const { got, receive, payment } = await challenged();
    const received = await receive();
    expect(got).toEqual([
      {
        ...{ method: 'POST', url: '/term', body: 'PaRes=y%20z&MD=of-this-one&' },
        type: 'application/x-www-form-urlencoded',
      },
    ]);
    expect(received).toMatchObject({
      ...{ kind: 'sent_on', paymentId: payment.id },
      cameBack: { status: 303, location: 'https://shop.example/done', contentType: 'text/html' },
    });
    expect(await payment.read()).toMatchObject({ state: 'returned' });
    expect(await payment.lastStep()).toMatchObject({
      ...{
        kind: 'bank_answer',
        outcome: 'done',
        answerStatus: 303,
        requestBody: 'PaRes=y%20z&MD=of-this-one&',
      },
    });
  });

  test('is sent on by GET with its query as it was written, beside the address’s own', async () => {
    const { got, receive } = await challenged(undefined, '?shop=7');
    await receive({
      method: 'GET',
      query: 'PaRes=%79&MD=of-this-one',
      body: Buffer.alloc(0),
      contentType: null,
    });
    expect(got).toMatchObject([{ method: 'GET', url: '/term?shop=7&PaRes=%79&MD=of-this-one', body: '' }]);
  });

  test('keeps bytes that are no text', async () => {
    const { got, receive } = await challenged();
    await receive({
      body: Buffer.from([0x50, 0xff, 0xfe, 0x00, 0x3d]),
      contentType: 'application/octet-stream',
    });
    expect(got[0]?.body).toBe('P\xff\xfe\0=');
  });

  test('that comes twice, also at once, is sent on once', async () => {
    const { got, receive, payment } = await challenged();
    const both = await Promise.all([receive(), receive()]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['kept', 'sent_on']);
    expect((await receive()).kind).toBe('kept');
    expect(got).toHaveLength(1);
    expect((await payment.lastStep())?.message).toContain('came again');
  });

  test('that is another one than was sent on before is kept', async () => {
    const { got, receive } = await challenged();
    await receive();
    expect(await receive(post('PaRes=no&MD=of-this-one'))).toMatchObject({
      ...{ kind: 'kept', message: expect.stringContaining('another answer') },
    });
    expect(got).toHaveLength(1);
  });

  test('that belongs to another challenge is kept', async () => {
    const { got, receive } = await challenged();
    expect(await receive(post('PaRes=y&MD=of-another'))).toMatchObject({
      ...{ kind: 'kept', message: expect.stringContaining('another challenge') },
    });
    expect(got).toEqual([]);
    expect((await receive()).kind).toBe('sent_on');
  });

  test('that comes when the payment has ended is kept', async () => {
    const { got, receive, payment } = await challenged();
    await database.sql`
      update invoices set status = 'process_failed', is_final = true
      where id = (select invoice_id from test_payments where id = ${payment.id})`;
    expect(await receive()).toMatchObject({ kind: 'kept', message: expect.stringContaining('had ended') });
    expect(got).toEqual([]);
  });

  test('is kept fifty times and no more, however often it comes', async () => {
    const { receive, payment } = await challenged();
    for (let time = 0; time < 52; time++) await receive(post(`PaRes=${time}&MD=of-another`));
    const answers = (await payment.steps()).filter(({ kind }) => kind === 'bank_answer');
    expect(answers).toHaveLength(50);
  });

  test('at a key that is nobody’s is not kept', async () => {
    const { tools } = await challenged();
    expect(await receiveBankAnswer(tools, '_'.repeat(32), post('PaRes=y'))).toEqual({ kind: 'unknown_key' });
  });

  test('that could not be sent on can be sent again', async () => {
    const { server, receive, payment } = await challenged();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await receive()).toMatchObject({ kind: 'sent_on', cameBack: { status: null } });
    expect(await payment.lastStep()).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('ECONN'),
    });
    expect(await receive()).toMatchObject({ kind: 'sent_on', cameBack: { status: null } });
  });
});

describe('going to the bank', () => {
  test('by another method than a browser has is refused in words', async () => {
    const { payment } = await challenged();
    await database.sql`
      update test_payments set challenge = challenge || '{"method":"PUT"}' where id = ${payment.id}`;
    await expect(goToBank(database.sql, payment.id, String)).rejects.toMatchObject({
      ...{ code: 'unknown_method', message: expect.stringContaining('PUT') },
    });
  });

  test('by GET keeps the query of the address', async () => {
    const { payment } = await challenged();
    const { sql } = database;
    const challenge = {
      action: 'https://acs.example/?RID=8&VAA=A',
      method: 'GET',
      fields: [['creq', 'a b']],
    };
    await sql`
      update test_payments set challenge = ${sql.json(challenge)}, return_key = null where id = ${payment.id}`;
    expect(await goToBank(sql, payment.id, String)).toEqual({
      ...{ method: 'GET', address: 'https://acs.example/?RID=8&VAA=A&creq=a+b' },
    });
  });

  test('is said where the payer has not come back, and can be done again', async () => {
    const { payment } = await challenged();
    await noteReturn(database.sql, payment.id);
    expect(await payment.read()).toMatchObject({ state: 'challenged', returnedAt: null });
    await goToBank(database.sql, payment.id, String);
    expect(await payment.read()).toMatchObject({ sentToBankAt: expect.any(Date), returnedAt: null });
    await noteReturn(database.sql, payment.id);
    expect(await payment.read()).toMatchObject({ state: 'returned', returnedAt: expect.any(Date) });
    await goToBank(database.sql, payment.id, String);
    expect(await payment.read()).toMatchObject({ state: 'challenged', returnedAt: null });
  });
});
