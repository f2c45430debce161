import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD, SECRETS } from '../../support/running.ts';
import { foundInDatabase, huntFor } from '../../support/secrets-found.ts';
import { secretsOfCookie } from '../../support/secrets-used.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';

const madeUp = (what: string) => `${what}-${randomBytes(12).toString('hex')}`;
const SECRET_KEY = madeUp('secret-key-of-the-vault');
const SESSION_SECRET = madeUp('secret-of-the-cookies');
const product = useProduct({ environment: { SECRET_KEY, SESSION_SECRET, LOG_LEVEL: 'trace' } });

/** Every secret that was used, by what it is. */
const secrets = new Map<string, string>();
function keep(name: string, secret: string | undefined): string {
  if (!secret || secret.length < 6) throw new Error(`${name} was not told`);
  secrets.set(name, secret);
  return secret;
}

type Fields = Record<string, string>;
async function post(path: string, fields: Fields | string, headers: Fields = {}) {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields);
  const init = { method: 'POST', body, headers, redirect: 'manual' } as const;
  const answer = await fetch(product.url + path, init);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    status: answer.status,
    location: answer.headers.get('location') ?? '',
    cookie,
    text: await answer.text(),
  };
}
const signIn = (email: string, password: string) => post('/sign-in', { email, password });

/** A cookie's value, and the session's secret within it. */
function keepCookie(name: string, cookie: string): string {
  const { value, session } = secretsOfCookie(cookie.split('=').slice(1).join('='));
  keep(`the cookie of ${name}`, value);
  keep(`the session of ${name}`, session);
  return cookie;
}

const oneTimeSecret = (text: string) =>
  [...text.matchAll(/select-all">([^<]+)</g)].map(([, one]) => one as string);

async function usePasswordsAndCodes(admin: string): Promise<void> {
  const email = 'finder@shop.example';
  const invited = await post('/settings/people', { email, role: 'operator' }, { cookie: admin });
  const link = keep('a password link', oneTimeSecret(invited.text)[0]?.split('/password/')[1]);
  await breakWithLink(link);
  const first = keep('a password set by link', madeUp('gravel pelican'));
  await post(`/password/${link}`, { password: 'weak', again: 'weak' });
  expect((await post(`/password/${link}`, { password: first, again: first })).location).toBe('/sign-in');
  await signIn(email, keep('a wrong password', madeUp('mistyped walrus')));
  const cookie = keepCookie('the first step', (await signIn(email, first)).cookie);

  const page = await (await fetch(`${product.url}/me/second-factor`, { headers: { cookie } })).text();
  const seed = keep('the seed of a second factor', oneTimeSecret(page)[0]);
  const secret = Secret.fromBase32(seed);
  keep('the bytes of the seed', Buffer.from(secret.bytes).toString('latin1'));
  const codes = oneTimeSecret(
    (await post('/me/second-factor', { code: new TOTP({ secret }).generate(), current: first }, { cookie }))
      .text,
  );
  expect(codes).toHaveLength(10);
  for (const [place, code] of codes.entries()) keep(`recovery code ${place}`, code);

  // The code of the next half minute is good already, and was not used.
  const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
  for (const code of [next, codes[3] ?? '']) {
    const half = await signIn(email, first);
    keepCookie(`a first step with ${code.length} characters`, half.cookie);
    const passed = await post('/sign-in/code', { code }, { cookie: half.cookie });
    expect(passed.status).toBe(302);
    keepCookie(`a second step with ${code.length} characters`, passed.cookie);
  }
  const half = await signIn(email, first);
  const own = (await post('/sign-in/code', { code: codes[4] ?? '' }, { cookie: half.cookie })).cookie;
  const renewed = oneTimeSecret((await post('/me/recovery-codes', { current: first }, { cookie: own })).text);
  expect(renewed).toHaveLength(10);
  for (const [place, code] of renewed.entries()) keep(`renewed recovery code ${place}`, code);
  const second = keep('a password that its owner changed', madeUp('lantern oyster'));
  const changed = await post('/me/password', { current: first, next: second }, { cookie: own });
  expect(changed.status).toBe(200);
}

/** The page of a link that is still good fails within, as a page, as data of it, and as its form. */
async function breakWithLink(link: string): Promise<void> {
  const places = [`/password/${link}`, `/password/${link}.data`, `/PASSWORD/${link}/`];
  await product.sql`alter table password_links rename to password_links_away`;
  for (const place of places) {
    expect((await fetch(product.url + place)).status).toBe(500);
    expect((await post(place, { password: 'gravel pelican', again: 'gravel pelican' })).status).toBe(500);
  }
  await product.sql`alter table password_links_away rename to password_links`;
  // Nor where no page of ours is.
  for (const place of [`/password/${link}/more`, `/passwords/${link}`, `/api/v1/${link}`, `//${link}`])
    expect((await post(place, {})).status).toBeLessThan(500);
}

async function useAccounts(cookie: string): Promise<void> {
  const keys = {
    apiKey: keep('an API key', madeUp('api')),
    liveSecret: keep('a live secret', madeUp('live')),
    testSecret: keep('a test secret', madeUp('test')),
  };
  const account = {
    name: 'Second',
    slug: 'second',
    paymegaAccountId: 'coma_second',
    timeZone: 'Europe/Berlin',
  };
  const urls = { apiUrl: 'https://api.invalid', cardgateUrl: 'https://cards.invalid' };
  const added = await post('/settings/accounts', { ...account, ...keys, ...urls }, { cookie });
  expect(added.location).toMatch(/^\/settings\/accounts\/\d+$/);
  for (const kind of ['api_key', 'live_secret', 'test_secret']) {
    const secret = keep(`the rotated ${kind}`, madeUp('rotated'));
    const rotated = await post(`${added.location}/secrets`, { kind, secret, overlapHours: '24' }, { cookie });
    expect(rotated.status).toBe(200);
  }
  const apiKey = keep('the key of an API that moved', madeUp('moved'));
  const moved = { ...urls, apiUrl: 'https://moved.invalid', apiKey, name: 'Second' };
  expect((await post(added.location, moved, { cookie })).status).toBe(200);
  // Refused: what was typed is kept nowhere either.
  const typed = {
    apiKey: keep('a key that was refused', madeUp('refused')),
    liveSecret: 'x',
    testSecret: 'x',
  };
  expect((await post('/settings/accounts', { ...account, ...typed, ...urls }, { cookie })).status).toBe(409);
  const token = { name: 'of the hunt', role: 'operator', account: '', days: '' };
  const made = keep(
    'an API token',
    oneTimeSecret((await post('/settings/tokens', token, { cookie })).text)[0],
  );
  const asked = await fetch(`${product.url}/api/v1/invoices?account=main`, {
    headers: { authorization: `Bearer ${made}` },
  });
  expect(asked.status).toBe(200);
  const unknown = keep('an API token that nobody made', madeUp('cf_'));
  await fetch(`${product.url}/api/v1/invoices?account=main`, {
    headers: { authorization: `Bearer ${unknown}` },
  });
}

// Fits the check digit, as numbers of cards do; nobody's.
const cards = ['4539578763621486', '5425233430109903', '374245455400126'];

async function useCallbacks(): Promise<void> {
  const bearer = (name: string) => keep(`the bearer token of ${name}`, madeUp('bearer'));
  const over = (name: string) => ({
    flow_data: {
      action: 'https://pay.example',
      method: 'POST',
      params: [],
      metadata: { sid: 's', token: bearer(name) },
    },
    metadata: {
      ...{ note: `paid with ${cards[0]}`, number: Number(cards[1]), nested: [{ pan: cards[2] }] },
      ...{ CVV: keep(`the check code of ${name}`, madeUp('cvv')), Token: [bearer(`a list of ${name}`)] },
      'Card-Number': { value: keep(`the number of ${name}`, madeUp('number')) },
      form: `card_number=${keep(`a number in a form of ${name}`, madeUp('form'))}&x=1`,
      [cards[0] as string]: cards[0],
    },
  });
  const deliver = (body: string, signature: string) =>
    post('/callbacks/main', body, { 'x-signature': signature });
  const taken = sampleCallback('cpi_hunt', over('a callback'));
  expect((await deliver(taken, sign(SECRETS.live, Buffer.from(taken)))).status).toBe(200);
  const held = sampleCallback('cpi_held', { ...over('a quarantined callback'), amount: 3.333 });
  expect((await deliver(held, sign(SECRETS.live, Buffer.from(held)))).status).toBe(200);
  const grouped = cards.map((card) => card.replace(/\d{4}(?=\d)/g, '$&\u00a0'));
  for (const [place, card] of grouped.entries()) keep(`card ${place} in groups`, card);
  const figures = {
    resolution: cards[0],
    service: grouped[1],
    status: grouped[0],
    reference_id: `paid by ${cards[1]}`,
  };
  for (const [key, value] of Object.entries({ ...figures, currency: cards[1], amount: cards[2] })) {
    const text = sampleCallback(`cpi_figure_${key}`, { [key]: value });
    expect((await deliver(text, sign(SECRETS.live, Buffer.from(text)))).status).toBe(200);
  }
  const refused = sampleCallback('cpi_refused', over('a refused callback'));
  expect((await deliver(refused, 'wrong')).status).toBe(401);
  expect(
    (await post('/callbacks/nobody', sampleCallback('cpi_stray', over('a stray callback')))).status,
  ).toBe(404);
  const broken = sampleCallback('cpi_broken', over('a callback that was cut off')).slice(0, -40);
  expect((await deliver(broken, sign(SECRETS.live, Buffer.from(broken)))).status).toBe(400);
  const atToken = sampleCallback('cpi_half', over('a callback cut off in its token'));
  const cut = atToken.slice(0, atToken.indexOf('bearer-') + 20);
  keep('half of a bearer token', cut.slice(cut.indexOf('bearer-')));
  expect((await deliver(cut, 'wrong')).status).toBe(401);
  for (const [place, card] of cards.entries()) keep(`card ${place} of a callback`, card);
}

async function useTestPayment(cookie: string): Promise<void> {
  keep('the card of a test payment', '5519283812030000');
  const order = { amount: '1.00', currency: 'USD', services: 'skip' };
  const begun = await post('/test-payments?account=main', order, { cookie });
  expect(begun.location).toMatch(/^\/test-payments\/\d+$/);
  const { service, urls } = { service: 'payment_card_usd_hpp', urls: 'https://shop.example/' };
  await post(
    `${begun.location}/creation`,
    {
      ...{ amount: '1.00', currency: 'USD', service, referenceId: 'of-the-hunt', description: 'A test' },
      ...{ returnUrl: urls, callbackUrl: urls },
    },
    { cookie },
  );
  await post(`${begun.location}/sale`, { outcome: 'succeeds', cardHolder: 'A B' }, { cookie });
  const [payment] = await product.sql`select invoice_id as id, state from test_payments`;
  expect(payment?.state).toBe('sent');
  const authorization = `Basic ${Buffer.from('account:key').toString('base64')}`;
  const told = await fetch(`${product.sandbox.url}/payment-invoices/${payment?.id}`, {
    headers: { authorization },
  });
  const { data } = (await told.json()) as {
    data: { attributes: { flow_data?: { metadata?: { token?: string } } } };
  };
  keep('the bearer token of a test payment', data.attributes.flow_data?.metadata?.token);
  expect((await post(`/invoices/${payment?.id}/status-checks?account=main`, {}, { cookie })).status).toBe(
    302,
  );
}

beforeAll(async () => {
  keep('the password of the first admin', PASSWORD);
  keep('the key of the vault', SECRET_KEY);
  keep('the secret of the cookies', SESSION_SECRET);
  keep('the live secret of the environment', SECRETS.live);
  keep('the test secret of the environment', SECRETS.test);
  const admin = keepCookie('the admin', (await signIn(EMAIL, PASSWORD)).cookie);
  await usePasswordsAndCodes(admin);
  await useAccounts(admin);
  await useCallbacks();
  await useTestPayment(admin);
  // What fails within must tell the log nothing of it either.
  const typed = keep('a password in a form that cannot be read', madeUp('unreadable'));
  await post('/sign-in', `email=${EMAIL}&password=${typed}`, { 'content-type': 'text/plain' });
  const key = keep('a key in a form that is wrong', madeUp('wrong-form'));
  await post('/settings/accounts', { name: 'x', apiUrl: '', apiKey: key }, { cookie: admin });
}, 120_000);

test('no row of any table holds a secret, as it is or encoded', async () => {
  const { rows, found } = await foundInDatabase(product.sql, huntFor(secrets));
  expect(found).toEqual([]);
  expect(rows).toBeGreaterThan(100);
  expect(secrets.size).toBeGreaterThan(50);
});

test('nothing that the process has written does, though it was told to write all it can', () => {
  const written = product.running.output();
  expect(written).toContain('callback refused');
  expect(written).toContain('"route":"/password/:secret"');
  expect(huntFor(secrets)(written)).toEqual([]);
});

test('a secret that stood there would be found, in whatever form', async () => {
  const { sql } = product;
  const secret = secrets.get('an API key') ?? '';
  const seed = secrets.get('the bytes of the seed') ?? '';
  await sql`create table planted (id int, plain text, encoded text, deep jsonb, bytes bytea)`;
  await sql`
    insert into planted values
      (1, ${`before ${secret} after`}, null, null, null),
      (2, null, ${Buffer.from(`{"a":"${secret}"}`).toString('base64')}, null, null),
      (3, null, ${Buffer.from(secret).toString('hex')}, null, null),
      (4, null, null, ${sql.json({ a: [{ b: secret }] })}, null),
      (5, null, null, null, ${Buffer.from(`x${secret}`)}),
      (6, null, null, null, ${Buffer.from(seed, 'latin1')})`;
  const { found } = await foundInDatabase(sql, huntFor(secrets));
  await sql`drop table planted`;
  const planted = found.filter((one) => one.startsWith('public.planted.'));
  expect(planted.sort()).toEqual([
    'public.planted.bytes: an API key',
    'public.planted.bytes: the bytes of the seed',
    'public.planted.deep: an API key',
    'public.planted.encoded: an API key',
    'public.planted.plain: an API key',
  ]);
});
