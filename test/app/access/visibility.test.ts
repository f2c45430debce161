import { beforeAll, describe, expect, test, vi } from 'vitest';
import { localTime } from '#app/ui/values/local-time.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { audit } from '#identity/audit/audit.ts';
import { addPerson, changePerson } from '#identity/people/people.ts';
import { may, ROLES, type Role } from '#identity/permissions/permissions.ts';
import { createToken } from '#identity/sessions/tokens.ts';
import type { Mode } from '#paymega/mode.ts';
import { sign } from '#paymega/signature.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { anObservation } from '../../support/observations.ts';
import { askOwn } from '../../support/own-page.ts';
import { signIn, useProduct } from '../../support/product.ts';
import { PASSWORD, SECRETS } from '../../support/running.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';
import { ACCESS } from './access-table.ts';

/** Tells that something changed, never what; live.test.ts has who may hear it. */
const LIVE_PATH = '/live/:watched/:id';
const SECRET_KEY = 'the key of the visibility test, long enough';
const ACTOR = { kind: 'program', name: 'test' } as const;
const product = useProduct({ environment: { SECRET_KEY } });

/** Two accounts; whatever is in one bears its word, and its figures are of nobody else. */
const BOOKS = {
  alder: { minor: 7_654_321, amounts: ['76543.21', '76,543.21', '7654321'], test: SECRETS.test },
  birch: { minor: 4_321_987, amounts: ['43219.87', '43,219.87', '4321987'], test: 'birch-test-secret' },
} as const;
type Word = keyof typeof BOOKS;
const PAID_AT = Math.floor(Date.now() / 1000) - 86_400;
/** Its business day, on the clocks of both accounts. */
const PAID_ON = localTime(new Date(PAID_AT * 1000), 'Europe/Berlin').slice(0, 10);
const LIVE = { alder: SECRETS.live, birch: 'birch-live-secret' } as const;

type Ids = {
  account: number;
  discrepancy: bigint;
  run: bigint;
  queued: bigint;
  payment: bigint;
  check: bigint;
  batch: bigint;
  body: bigint;
  refusal: bigint;
  exported: bigint;
  statement: bigint;
  rate: bigint;
};

const ids = {} as Record<Word, Ids>;
/** Cookies and tokens, by `alder viewer`: somebody of this role who sees this one account. */
const narrow = new Map<string, { cookie: string; token: string }>();
let all: { cookie: string; token: string };
/** What a browser holds that was used by somebody who had chosen this account. */
const chosen = {} as Record<Word, string>;

beforeAll(async () => {
  const { sql } = product;
  await sql`update accounts set slug = 'alder', name = 'Alder shop' where id = ${product.accountId}`;
  const { id } = await addAccount(sql, createVault([SECRET_KEY]), ACTOR, {
    ...{ slug: 'birch', name: 'Birch shop', paymegaAccountId: 'coma_birch', timeZone: 'Europe/Berlin' },
    ...{ apiUrl: 'https://birch.invalid', cardgateUrl: 'https://cards-birch.invalid', apiKey: 'key-birch' },
    ...{ liveSecret: LIVE.birch, testSecret: BOOKS.birch.test },
  });
  all = { cookie: await product.cookieOf('admin'), token: await product.tokenOf('admin') };
  for (const [word, account] of [
    ['alder', product.accountId],
    ['birch', id],
  ] as const) {
    ids[word] = await fill(word, account);
    chosen[word] = await choose(word);
    for (const role of ROLES) narrow.set(`${word} ${role}`, await somebody(word, role));
  }
}, 120_000);

async function somebody(word: Word, role: Role) {
  const { sql, url } = product;
  const email = `${role}-of-one-${ids[word].account}@shop.example`;
  const { id } = await addPerson(sql, { email, role, password: PASSWORD });
  await sql`update people set sees_all_accounts = false where id = ${id}`;
  await sql`insert into person_accounts (person_id, account_id) values (${id}, ${ids[word].account})`;
  const token = await createToken(sql, ACTOR, { name: email, role, accountId: ids[word].account });
  return { cookie: await signIn(url, email), token };
}

async function choose(word: Word): Promise<string> {
  const body = new URLSearchParams({ account: word });
  const init = { method: 'POST', body, headers: { cookie: all.cookie }, redirect: 'manual' } as const;
  const answer = await fetch(`${product.url}/session/account`, init);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** An account with something of everything that a page can show. */
async function fill(word: Word, account: number): Promise<Ids> {
  const { sql } = product;
  const { minor } = BOOKS[word];
  const amount = minor / 100;
  const figures = { amount, payment_amount: amount, created: PAID_AT, updated: PAID_AT };
  const over = (name: string) => ({ reference_id: `ref-${word}-${name}`, description: `body-${word}` });
  // Until the product knows of the second account.
  await vi.waitFor(
    async () => expect(await call(word, 'live', 'paid', { ...figures, ...over('paid') })).toBe(200),
    { timeout: 20_000 },
  );
  const waiting = { status: 'process_pending', processed: null };
  expect(await call(word, 'live', 'waiting', { ...figures, ...over('waiting'), ...waiting })).toBe(200);
  expect(await call(word, 'test', 'tried', { ...figures, ...over('tried'), test_mode: true })).toBe(200);
  expect(await call(word, 'live', 'held', { ...over('held'), amount: 3.333 })).toBe(200);
  expect(await call(word, 'live', 'refused', over('refused'), 'wrong')).toBe(401);
  const told = { referenceId: `ref-${word}-mirrored`, amount: BigInt(minor), createdAt: PAID_AT };
  await mirrorInvoices(sql, [anObservation(account, { ...told, id: `cpi_${word}_paid` })], new Date());
  await sql`
    insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome, message, body_sha256)
    values (${account}, ${`cpi_${word}_paid`}, 'run', now(), now(), 'found', ${`message-${word}`}, '')`;
  await sql`
    insert into status_check_bodies (status_check_id, asked_at, body)
    select id, asked_at, ${`body-${word}`} from status_checks where account_id = ${account}`;
  const window = { from: PAID_AT - 86_400, to: PAID_AT };
  const run = await queueRun(sql, ACTOR, { accountId: account, window, trigger: 'program' });
  await sql`
    update runs set state = 'finished', phase = 'done', finished_at = now(), seen = ${minor}, message = ${`message-${word}`}
    where id = ${String(run)}`;
  const queued = await queueRun(sql, ACTOR, { accountId: account, window, trigger: 'program' });
  const clerk = await addPerson(sql, { email: `clerk-${word}@shop.example`, role: 'operator' });
  // Of this account alone: whoever sees all may review what lies in the other, and is named there.
  const sight = { role: 'operator', accounts: [account], isDisabled: false } as const;
  await changePerson(sql, ACTOR, clerk.id, sight);
  const actor = { kind: 'person', personId: clerk.id, name: clerk.email } as const;
  await audit(sql, actor, 'status_check.created', `invoice:cpi_${word}_paid`, { note: `note-${word}` });
  return { account, run, queued, ...(await wrongAndTried(word, account, run)) };
}

async function wrongAndTried(word: Word, account: number, run: bigint) {
  const { sql } = product;
  const { minor } = BOOKS[word];
  const evidence = { ours: { status: `message-${word}` } };
  const [found] = await sql<{ id: bigint }[]>`
    insert into discrepancies (account_id, subject, invoice_id, reference_id, mode, kind, severity, currency, at_risk,
      ours, evidence, fingerprint, invoice_created_at, opened_at, opened_run_id, last_seen_at, last_seen_run_id)
    values (${account}, ${`cpi_${word}_paid`}, ${`cpi_${word}_paid`}, ${`ref-${word}-paid`}, 'live', 'amount_differs',
      'critical', 'USD', ${minor}, ${`message-${word}`}, ${sql.json(evidence)}, '', now(), now(), ${String(run)}, now(),
      ${String(run)})
    returning id`;
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, note)
    values (${String(found?.id)}, now(), 'noted', ${`note-${word}`})`;
  const challenge = { action: 'https://bank.example/', method: 'POST', fields: [['pa', `body-${word}`]] };
  const [payment] = await sql<{ id: bigint }[]>`
    insert into test_payments (account_id, reference_id, currency, amount, service, state, invoice_id, challenge,
      created_at, changed_at)
    values (${account}, ${`ref-${word}-payment`}, 'USD', ${minor}, 'card', 'challenged', ${`cpi_${word}_tried`},
      ${sql.json(challenge)}, now(), now())
    returning id`;
  const step = { name: 'Create', state: 'failed', message: `message-${word}`, tookMs: 1 };
  const report = { cases: [{ title: 'One', paymentId: null, steps: [step] }] };
  const [check] = await sql<{ id: bigint }[]>`
    insert into integration_checks (account_id, state, report, started_at, ended_at)
    values (${account}, 'failed', ${sql.json(report)}, now(), now()) returning id`;
  const [batch] = await sql<{ id: bigint }[]>`
    insert into check_batches (account_id, mode, person_id, finished_at)
    select ${account}, 'live', min(id), now() from people returning id`;
  const [body] = await sql<{ id: bigint }[]>`
    select id from callbacks where account_id = ${account} and invoice_id = ${`cpi_${word}_paid`}`;
  const [refusal] = await sql<{ id: bigint }[]>`
    select id from refused_callbacks where account_id = ${account} and invoice_id = ${`cpi_${word}_refused`}`;
  if (!found || !payment || !check || !batch || !body || !refusal) throw new Error('nothing was inserted');
  await sql`
    insert into check_batch_items (batch_id, invoice_id, before)
    values (${String(batch.id)}, ${`cpi_${word}_waiting`}, 'process_pending')`;
  const [exported] = await sql<{ id: bigint }[]>`
    insert into exports (account_id, actor, list, filter, format, time_zone, file_name)
    values (${account}, 'program:test', 'invoices', ${sql.json({ search: `ref-${word}-exported` })}, 'jsonl',
      'Europe/Berlin', ${`${word}-invoices.jsonl`}) returning id`;
  if (!exported) throw new Error('no export was inserted');
  const rate = await agreed(word, account);
  return {
    ...{ discrepancy: found.id, payment: payment.id, check: check.id, batch: batch.id, body: body.id },
    refusal: refusal.id,
    exported: exported.id,
    statement: await stated(word, account),
    rate,
  };
}

/** A statement with a line of this account's payment; and a schedule that names it. */
async function stated(word: Word, accountId: number): Promise<bigint> {
  const { sql } = product;
  await sql`
    insert into report_schedules (account_id, name, report, period, hour, format, profile, channel, target,
      created_by)
    select ${accountId}, ${`note-${word}`}, 'invoices', 'month', 6, 'csv', 'machine', 'folder', '', min(id)
    from people`;
  const bytes = Buffer.from(
    `created,type,invoice_id,reference_id,amount,currency\n2025-10-10 10:00:00,payment,cpi_${word}_paid,ref-${word}-paid,1.00,USD\n`,
  );
  const file = { fileName: `note-${word}.csv`, bytes };
  await importStatement(sql, { kind: 'program', name: 'test' }, await accountById(sql, accountId), file);
  const [row] = await sql<{ id: bigint }[]>`
    select id from statement_files where account_id = ${accountId} order by id desc limit 1`;
  if (!row) throw new Error('no statement was imported');
  return row.id;
}

async function agreed(word: Word, account: number): Promise<bigint> {
  const { sql } = product;
  const [rate] = await sql<{ id: bigint }[]>`
    insert into fee_rates (account_id, service, currency, from_day, base, tiers_by, rounding, origin, note, created_at,
      created_by)
    select ${account}, ${`body-${word}`}, 'USD', '2026-01-01', 'order', 'volume', 'half_up', 'entered',
      ${`note-${word}`}, now(), min(id) from people
    returning id`;
  if (!rate) throw new Error('no rate was inserted');
  await sql`
    insert into fee_tiers (rate_id, from_minor, percentage, fixed)
    values (${String(rate.id)}, 0, 2900000, ${BOOKS[word].minor})`;
  return rate.id;
}

async function call(
  word: Word,
  mode: Mode,
  name: string,
  over: Record<string, unknown>,
  signature?: string,
): Promise<number> {
  const body = sampleCallback(`cpi_${word}_${name}`, over);
  const secret = mode === 'live' ? LIVE[word] : BOOKS[word].test;
  const headers = { 'x-signature': signature ?? sign(secret, Buffer.from(body)) };
  return (await fetch(`${product.url}/callbacks/${word}`, { method: 'POST', body, headers })).status;
}

const PATHS = Object.entries(ACCESS).filter(([path]) => path !== '/session/end');
const isApi = (path: string) => path.startsWith('/api/');
/**
 * The pages by which an admin manages accounts and sight show what accounts are called, but nothing of their
 * books.
 */
const isOfAdmins = (path: string) => /^\/settings\/(accounts|people|tokens)/.test(path);
const OF_ROWS = [
  ...['/discrepancies/:id', '/runs/:id', '/test-payments/:id', '/integration-checks/:id', '/api/v1/runs/:id'],
  ...[
    '/invoices/:id',
    '/invoices/:id/bodies/:kind/:entry',
    '/invoices/:id/bodies/:kind/:entry/file',
    '/pending/status-checks/:id',
    '/reports/exports/:id/manifest',
    '/reports/exports/:id/file',
    '/reports/fees/rates/:id',
    '/received-callbacks/:id',
    '/refused-callbacks/:id',
  ],
];

function addressOf(path: string, word: Word): string {
  const { account, discrepancy, run, payment, check, batch, body, refusal, exported, statement, rate } =
    ids[word];
  if (path === '/reports/statements/:id') return path.replace(':id', String(statement));
  if (path.startsWith('/reports/exports/:')) return path.replace(':id', String(exported));
  if (path.includes('/rates/:')) return path.replace(':id', String(rate));
  if (path.startsWith('/discrepancies/:')) return path.replace(':id', String(discrepancy));
  if (path.includes('runs/:')) return path.replace(':id', String(run));
  if (path.startsWith('/received-callbacks/:')) return path.replace(':id', String(body));
  if (path.startsWith('/refused-callbacks/:')) return path.replace(':id', String(refusal));
  if (path.startsWith('/pending/status-checks/:')) return path.replace(':id', String(batch));
  if (path.startsWith('/integration-checks/:')) return path.replace(':id', String(check));
  if (path.startsWith('/test-payments/:')) return path.replace(':id', String(payment));
  if (path.startsWith('/invoices/:'))
    return path.replace(':id', `cpi_${word}_paid`).replace(':kind/:entry', `callback/${body}`);
  if (path === '/settings/people/:id/sessions') return path.replace(':id', '987654');
  if (path.startsWith('/settings/accounts/:')) return path.replace(':id', String(account));
  return path
    .replace(':id', '1')
    .replace(':secret', 'none')
    .replace(':list', 'invoices')
    .replace(':day', PAID_ON)
    .replace('*', 'payments');
}

/** Every way to ask for this address that might bring the account out. */
function askedFor(path: string, word: Word): string[] {
  const address = addressOf(path, word);
  // The acts of a payment show its page: one of them asked in every way is enough.
  if (path.startsWith('/test-payments/:id/')) return [address, `${address}?account=${word}`];
  const searches = ['?mode=test&state=all', `?search=ref-${word}-paid`, `?run=${ids[word].run}&state=all`];
  const plain = ['', `?account=${word}`, `?account=${word}&mode=test&state=all`, ...searches].map(
    (search) => address + search,
  );
  if (path === '/search') plain.push(`/search?q=cpi_${word}_paid`, `/search?q=ref-${word}&account=${word}`);
  if (path === '/callbacks') {
    for (const show of ['refused', 'quarantine'])
      plain.push(
        `/callbacks?show=${show}`,
        `/callbacks?account=${word}&show=${show}`,
        `/callbacks.data?show=${show}`,
      );
  }
  if (isApi(path)) return plain;
  const asData = `${address === '/' ? '/_root' : address}.data`;
  return [...plain, asData, `${asData}?account=${word}`, `${asData}?mode=test`];
}

/**
 * Who may do everything and sees the older account asks in every way, the others in some of them, each in other ones.
 */
function isTried(shown: Word, role: Role, place: number): boolean {
  if (shown === 'birch') return place % ROLES.length === ROLES.indexOf(role);
  const others = ROLES.filter((one) => one !== 'admin');
  return role === 'admin' || place % others.length === others.indexOf(role);
}

type Caller = { cookie: string; token: string };
function ask({ cookie, token }: Caller, address: string, init: RequestInit = {}): Promise<Response> {
  const headers = isApi(address) ? { authorization: `Bearer ${token}` } : { cookie };
  return askOwn(product.url + address, {
    ...init,
    headers: { ...headers, ...init.headers },
  });
}

/** Body and headers, without what the question itself named. */
async function textOf(answer: Response, address: string, word: Word): Promise<string> {
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  let text = `${headers}\n${await answer.text()}`;
  const { pathname, searchParams } = new URL(address, product.url);
  // What somebody of the own account has looked for stands in the filters of its exports.
  if (pathname.startsWith('/reports/exports')) text = text.replaceAll(`ref-${word}-paid`, '');
  // A name of a row or a reference says nothing more than was asked; the account's short name stands in all
  // that is its.
  const named = [...pathname.split('/'), ...searchParams.values()].map((one) => one.replace(/\.data$/, ''));
  for (const one of named.filter((part) => part.includes(word) && part !== word))
    text = text.replaceAll(one, '');
  const isNamed = searchParams.get('account') === word;
  if (isNamed) for (const echo of [`account=${word}`, `“${word}”`]) text = text.replaceAll(echo, '');
  return text;
}

/** What of this account's books stands in a text. */
function ofBooks(text: string, word: Word): string[] {
  const marks = ['cpi', 'ref', 'note', 'message', 'body', 'clerk'].map((kind) => `${kind}[_-]${word}[\\w-]*`);
  const amounts = BOOKS[word].amounts.map((amount) => `(?<![\\d])${amount.replace('.', '\\.')}(?!\\d)`);
  const found = text.match(new RegExp([...marks, ...amounts].join('|'), 'gi'));
  return [...new Set(found ?? [])];
}

function ofAccount(text: string, word: Word): string[] {
  return [...ofBooks(text, word), ...new Set(text.match(new RegExp(`.{0,12}${word}.{0,12}`, 'gi')) ?? [])];
}

function besidesPeople(text: string, word: Word): string[] {
  return ofBooks(text, word).filter((mark) => !mark.startsWith('clerk'));
}

describe.each([
  ['alder', 'birch'],
  ['birch', 'alder'],
] as const)('who sees %s alone', (shown, hidden) => {
  const callerOf = (role: Role) => narrow.get(`${shown} ${role}`) as Caller;

  test.each(ROLES)(
    'gets as %s nothing of the other account, wherever they look',
    async (role) => {
      const caller = callerOf(role);
      const found: unknown[] = [];
      let asked = 0;
      for (const [path, demand] of PATHS) {
        for (const address of askedFor(path, hidden).filter((_, place) => isTried(shown, role, place))) {
          const answer = await ask(caller, address);
          const text = await textOf(answer, address, hidden);
          const marks = isOfAdmins(path) ? besidesPeople(text, hidden) : ofAccount(text, hidden);
          if (marks.length > 0 || answer.status >= 500) found.push([address, answer.status, marks]);
          asked++;
        }
        // An empty form. One ends the sessions by which the others ask.
        if (demand.POST === 'nothing' || ['/sign-in', '/me/other-sessions'].includes(path)) continue;
        // Eight payments go on for half a minute.
        if (path === '/integration-checks') continue;
        const named = `${addressOf(path, hidden)}?account=${hidden}`;
        // Of the own account anybody may ask Paymega about any name.
        const isQuestion = path.endsWith('/status-checks');
        for (const address of isQuestion ? [named] : [addressOf(path, hidden), named]) {
          const answer = await ask(caller, address, { method: 'POST', body: new URLSearchParams() });
          const marks = ofAccount(await textOf(answer, address, hidden), hidden);
          if (marks.length > 0 && !isOfAdmins(path)) found.push([`POST ${address}`, answer.status, marks]);
        }
      }
      expect(found).toEqual([]);
      const isInEveryWay = role === 'admin' && shown === 'alder';
      expect(asked).toBeGreaterThan(PATHS.length * (isInEveryWay ? 5 : 0.8));
    },
    240_000,
  );

  test.each(ROLES)('gets as %s the answer of what is not there', async (role) => {
    const statuses: Record<string, number> = {};
    for (const [path, { GET: demand }] of PATHS) {
      if (demand !== 'books.read' && demand !== 'books.export') continue;
      if (path === '/api/v1/*' || !may(role, demand)) continue;
      // A row's own page shows the row, whatever account is chosen; of a hidden one it is not there either
      // way.
      const address = addressOf(path, hidden);
      if (OF_ROWS.includes(path)) statuses[address] = (await ask(callerOf(role), address)).status;
      if (path === '/api/v1/runs/:id') continue;
      const named = `${address}?account=${hidden}`;
      statuses[named] = (await ask(callerOf(role), named)).status;
    }
    expect(Object.keys(statuses).length).toBeGreaterThan(15);
    expect(Object.entries(statuses).filter(([, status]) => status !== 404)).toEqual([]);
  });

  test('gets it in the words for an account or a row that does not exist', async () => {
    const caller = callerOf('operator');
    for (const [of, none] of [
      [`/invoices?account=${hidden}`, '/invoices?account=zzzzz'],
      [`/api/v1/invoices?account=${hidden}`, '/api/v1/invoices?account=zzzzz'],
      [`/discrepancies/${ids[hidden].discrepancy}`, '/discrepancies/999999'],
      [`/runs/${ids[hidden].run}`, '/runs/999999'],
      [`/test-payments/${ids[hidden].payment}`, '/test-payments/999999'],
      [`/api/v1/runs/${ids[hidden].run}`, '/api/v1/runs/999999'],
      [`/invoices/cpi_${hidden}_paid`, '/invoices/cpi_zzzzz_paid'],
    ] as const) {
      const message = await Promise.all(
        [of, none].map(async (address) => {
          const answer = await ask(caller, address);
          const text = await answer.text();
          return [answer.status, /there is no [^<"\\]*/i.exec(text)?.[0].replace(/[“”]|\b\d+\b/g, '')];
        }),
      );
      const asNone = JSON.stringify(message[0]).replaceAll(hidden, 'zzzzz');
      expect([of, asNone]).toEqual([of, JSON.stringify(message[1])]);
      expect(message[1]?.[0]).toBe(404);
    }
  });

  test('stays with the own account where the browser was used by somebody who had chosen the other', async () => {
    const { cookie, token } = callerOf('operator');
    const caller = { cookie: `${cookie}; ${chosen[hidden]}`, token };
    for (const path of ['/', '/invoices', '/discrepancies', '/pending', '/callbacks', '/invoices/export']) {
      const text = await (await ask(caller, path)).text();
      expect([path, ofAccount(text, hidden)]).toEqual([path, []]);
      expect([path, ofBooks(text, shown).length > 0]).toEqual([path, true]);
    }
  });

  test('cannot choose the other', async () => {
    const { cookie, token } = callerOf('viewer');
    const body = new URLSearchParams({ account: hidden });
    const answer = await ask({ cookie, token }, '/session/account', { method: 'POST', body });
    const now = answer.headers.get('set-cookie')?.split(';')[0];
    const text = await (await ask({ cookie: `${cookie}; ${now}`, token }, '/invoices')).text();
    expect(ofAccount(text, hidden)).toEqual([]);
    expect(ofBooks(text, shown)).toContain(`cpi_${shown}_paid`);
  });

  test('finds nothing of it by the search', async () => {
    for (const q of [`cpi_${hidden}_paid`, `ref-${hidden}-paid`, `cpi_${hidden}`]) {
      const answer = await ask(callerOf('viewer'), `/search?q=${q}`);
      expect([q, answer.headers.get('location')]).toEqual([q, `/invoices?mode=live&search=${q}`]);
      const api = await ask(callerOf('viewer'), `/api/v1/invoices?search=${q}`);
      expect([q, await api.json()]).toEqual([q, { data: [], next_cursor: null }]);
    }
    const own = await ask(callerOf('viewer'), `/search?q=cpi_${shown}_paid`);
    expect(own.headers.get('location')).toBe(`/invoices/cpi_${shown}_paid?mode=live`);
  });

  test.each(ROLES)('is not shown the audit as %s', async (role) => {
    for (const path of ['/audit', '/audit/export', '/audit.data']) {
      const answer = await ask(callerOf(role), path);
      expect([path, ofBooks(await answer.text(), hidden)]).toEqual([path, []]);
      if (!path.endsWith('.data')) expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  test('is not shown callbacks that came without an account, which may be of any', async () => {
    const body = sampleCallback(`cpi_${hidden}_stray`, { description: `body-${hidden}` });
    const stray = await fetch(`${product.url}/callbacks`, { method: 'POST', body });
    expect(stray.status).toBe(401);
    for (const path of ['/callbacks?show=refused', '/callbacks.data?show=refused']) {
      const text = await (await ask(callerOf('viewer'), path)).text();
      expect([path, ofBooks(text, hidden)]).toEqual([path, []]);
      expect(await (await ask(all, `${path}&account=${hidden}`)).text()).toContain(`cpi_${hidden}_stray`);
    }
  });
});

describe.each([
  ['alder', 'birch'],
  ['birch', 'alder'],
] as const)('who sees %s alone, and acts on the other account,', (shown, hidden) => {
  const NOTE = { resolution: 'written_off', note: 'by somebody who must not' };
  const acts = (): [string, Record<string, string>][] => {
    const { discrepancy, payment, queued } = ids[hidden];
    const days = { from: '2026-11-01', to: '2026-11-02' };
    return [
      [`/discrepancies/${discrepancy}/resolution`, NOTE],
      [`/discrepancies/${discrepancy}/reopening`, {}],
      [`/discrepancies/${discrepancy}/assignment`, {}],
      [`/runs/${queued}/cancellation`, {}],
      [`/invoices/cpi_${hidden}_paid/status-checks?account=${hidden}`, {}],
      [`/pending/status-checks?account=${hidden}`, {}],
      [`/quarantine/replays?account=${hidden}`, {}],
      [`/runs?account=${hidden}`, days],
      [`/test-payments?account=${hidden}`, { amount: '1.00', currency: 'USD', services: 'skip' }],
      ...['pre-request', 'creation', 'sale', 'bank', 'status-checks', 'refunds'].map(
        (act): [string, Record<string, string>] => [`/test-payments/${payment}/${act}`, {}],
      ),
      [`/integration-checks?account=${hidden}`, {}],
      [`/api/v1/runs?account=${hidden}`, days],
    ];
  };
  const TABLES = ['discrepancies', 'runs', 'invoices', 'test_payments', 'status_checks', 'quarantine'];

  /** Every row of the account, and what is queued for it. */
  async function state(): Promise<unknown[]> {
    const { sql } = product;
    const { account } = ids[hidden];
    const of = async (table: string) => [
      ...(await sql`select to_jsonb(t)::text as row from ${sql(table)} as t where account_id = ${account} order by 1`),
    ];
    const rows = await Promise.all([...TABLES, 'callbacks', 'refused_callbacks'].map(of));
    const policy = await sql`select to_jsonb(accounts)::text as row from accounts where id = ${account}`;
    const jobs = await sql`
      select data::text as row from pgboss.job where data ->> 'accountId' = ${String(account)} order by 1`;
    const steps = await sql`select count(*)::int as count from discrepancy_events`;
    return [...rows, [...policy], [...jobs], [...steps]];
  }

  test.each(ROLES.filter((role) => role !== 'viewer'))(
    'changes nothing as %s and is answered as if it were not there',
    async (role) => {
      const caller = narrow.get(`${shown} ${role}`) as Caller;
      const before = await state();
      for (const [address, form] of acts()) {
        const body = isApi(address) ? JSON.stringify(form) : new URLSearchParams(form);
        const { status } = await ask(caller, address, { method: 'POST', body });
        const isHis =
          role === 'finance' && /status-checks|replays|test-payments|integration-checks/.test(address);
        expect([address, status]).toEqual([address, isHis ? 403 : 404]);
      }
      expect(await state()).toEqual(before);
    },
  );

  test('changes nothing by ticking its rows among the own, and hears that there is no such row', async () => {
    const before = await state();
    const caller = narrow.get(`${shown} operator`) as Caller;
    const bulk = async (selected: (bigint | string)[]) => {
      const body = new URLSearchParams([
        ...Object.entries(NOTE),
        ...selected.map((id) => ['selected', String(id)]),
      ]);
      const answer = await ask(caller, '/discrepancies/resolutions', { method: 'POST', body });
      return /there is no discrepancy \d+/i.exec(await answer.text())?.[0];
    };
    const { discrepancy } = ids[hidden];
    expect(await bulk([discrepancy])).toBe(`There is no discrepancy ${discrepancy}`);
    expect(await bulk(['999999'])).toBe('There is no discrepancy 999999');
    expect(await bulk([ids[shown].discrepancy, discrepancy])).toBe(`There is no discrepancy ${discrepancy}`);
    expect(await state()).toEqual(before);
    const [own] =
      await product.sql`select state from discrepancies where id = ${String(ids[shown].discrepancy)}`;
    expect(own).toEqual({ state: 'open' });
  });

  test('changes nothing by its policy', async () => {
    const before = await state();
    const caller = narrow.get(`${shown} admin`) as Caller;
    const policy = { ...{ graceMinutes: '77', stuckMinutes: '77', stuckRefundMinutes: '77' }, deepDays: '7' };
    const body = new URLSearchParams({ ...policy, recentEveryMinutes: '77', deepAtHour: '7' });
    const path = `/settings/reconciliation?account=${hidden}`;
    const answer = await ask(caller, path, { method: 'POST', body });
    expect(answer.status).toBe(404);
    expect(await state()).toEqual(before);
  });
});

/** Of the audit's head the hash is told, and of whom it is not; the settings hold figures. */
const NO_MARKS = [
  // Packed: proof-pack.test.ts opens them.
  '/invoices/:id/proof',
  '/discrepancies/proof',
  ...['/api/v1/*', '/search', '/settings', '/audit/head', LIVE_PATH],
  ...['/settings/reconciliation', '/settings/reconciliation/trial', '/settings/currencies'],
  // Leads on to the page of the payment.
  '/test-payments/:id/return',
  '/alerts/runbook',
  // Forms that say nothing of the books, and a file that is not kept.
  ...['/reports/days/export', '/reports/closes/:id/file'],
  ...['/reports/exports/new', '/reports/exports/profiles', '/reports/exports/:id/file'],
];

describe('by the same measure, who sees all', () => {
  test.each(['alder', 'birch'] as const)('sees %s on every page', async (word) => {
    const seen: Record<string, boolean> = {};
    for (const [path, { GET: demand }] of PATHS) {
      if (demand !== 'books.read' && demand !== 'books.export' && demand !== 'audit.read') continue;
      if (NO_MARKS.includes(path)) continue;
      // The audit is long by now, of exports above all: the line that is looked for.
      const search = path === '/audit' ? '&search=status_check.created' : '';
      const address = `${addressOf(path, word)}?account=${word}${search}`;
      const text = await textOf(await ask(all, address), address, word);
      // Lists of runs, of days, of fees and of exports, and analytics, hold figures and no text of ours but the account's name.
      const marks = /\/(accounts|runs|reports|analytics|fees|exports|manifest|alerts|subscription)$/.test(
        path,
      )
        ? ofAccount(text, word)
        : ofBooks(text, word);
      seen[address] = marks.length > 0;
    }
    expect(Object.keys(seen).length).toBeGreaterThan(15);
    expect(Object.entries(seen).filter(([, isSeen]) => !isSeen)).toEqual([]);
  });

  test.each(['alder', 'birch'] as const)('and who sees %s alone sees that', async (word) => {
    for (const role of ROLES) {
      const caller = narrow.get(`${word} ${role}`) as Caller;
      for (const path of ['/', '/invoices', '/discrepancies', '/pending', '/callbacks', '/api/v1/invoices']) {
        const found = ofBooks(await (await ask(caller, path)).text(), word);
        expect([role, path, found.length > 0]).toEqual([role, path, true]);
      }
    }
  });

  test('can act on either', async () => {
    const { queued, discrepancy } = ids.birch;
    const post = (path: string, form: Record<string, string>) =>
      ask(all, path, { method: 'POST', body: new URLSearchParams(form) });
    expect((await post(`/runs/${queued}/cancellation`, {})).status).toBe(302);
    expect((await post(`/discrepancies/${discrepancy}/assignment`, {})).status).toBe(302);
    const rows = await product.sql`
      select runs.state as run, discrepancies.state as discrepancy from runs, discrepancies
      where runs.id = ${String(queued)} and discrepancies.id = ${String(discrepancy)}`;
    expect([...rows]).toEqual([{ run: 'cancelled', discrepancy: 'in_review' }]);
  });
});

describe('who sees no account at all', () => {
  test('is told so on every page, and has no way into the books', async () => {
    const { sql, url } = product;
    const email = 'nobody@shop.example';
    const { id } = await addPerson(sql, { email, role: 'operator', password: PASSWORD });
    await sql`update people set sees_all_accounts = false where id = ${id}`;
    const caller = { cookie: await signIn(url, email), token: 'none' };
    for (const [path, { GET: demand }] of PATHS) {
      if (isApi(path) || path === LIVE_PATH || (demand !== 'books.read' && demand !== 'books.export'))
        continue;
      const answer = await ask(caller, addressOf(path, 'alder'));
      const text = await answer.text();
      expect([path, answer.status]).toEqual([path, 403]);
      expect([path, ofBooks(text.replaceAll('cpi_alder_paid', ''), 'alder')]).toEqual([path, []]);
    }
  });
});

test('sight that is taken away is gone with the next request', async () => {
  const { sql, url } = product;
  const email = 'leaving@shop.example';
  const { id } = await addPerson(sql, { email, role: 'viewer', password: PASSWORD });
  const caller = { cookie: await signIn(url, email), token: 'none' };
  const look = async () => ofBooks(await (await ask(caller, '/invoices?account=birch')).text(), 'birch');
  expect((await look()).length).toBeGreaterThan(0);
  await sql`update people set sees_all_accounts = false where id = ${id}`;
  await sql`insert into person_accounts (person_id, account_id) values (${id}, ${ids.alder.account})`;
  expect(await look()).toEqual([]);
});
