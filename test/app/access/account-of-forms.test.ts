import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { addPerson } from '#identity/people/people.ts';
import { SHOP_OPENED, signIn, useProduct } from '../../support/product.ts';
import { PASSWORD } from '../../support/running.ts';
import { ACCESS, addressOf } from './access-table.ts';

const SECRET_KEY = 'the key of the forms of accounts, long enough';
const ACTOR = { kind: 'program', name: 'test' } as const;
const WORDS = 'Which account this is for was not said. Open the page again.';
const product = useProduct({ hasHistory: true, environment: { SECRET_KEY } });

const DAY = new Date((SHOP_OPENED + 3 * 86_400) * 1000).toISOString().slice(0, 10);
type Fields = Record<string, string>;
/** A form that acts on an account: the page it stands on, where it goes to, what a person fills in, what it changes. */
type AccountForm = { page: string; to: string; fields: Fields; changes: string };
const form = (page: string, to: string, fields: Fields, changes: string): AccountForm => ({
  ...{ page, to, fields, changes },
});
const INVOICE = '/invoices/:id';
const FORMS: readonly AccountForm[] = [
  form('/runs', '/runs', { from: DAY, to: DAY }, 'runs'),
  form('/pending', '/pending/status-checks', {}, 'check_batches'),
  form(INVOICE, `${INVOICE}/status-checks`, {}, 'status_checks'),
  form('/callbacks?show=quarantine', '/quarantine/replays', {}, 'audit'),
  form('/test-payments', '/test-payments', { services: 'skip' }, 'test_payments'),
  form('/reports/:day', '/reports/:day/closing', { note: 'by the test' }, 'day_closes'),
  form('/settings/reconciliation', '/settings/reconciliation', {}, 'accounts'),
  form(
    '/discrepancies/resolve-all?kind=missing_ours',
    '/discrepancies/resolve-all',
    { resolution: 'not_an_issue', note: 'by the test' },
    'discrepancies',
  ),
];

/** Somebody who sees both accounts, and somebody who sees one of them; both may do everything. */
const cookies = { several: '', one: '' };
let invoiceId = '';
let other = 0;

beforeAll(async () => {
  const { sql, url, accountId } = product;
  const account = await addAccount(sql, createVault([SECRET_KEY]), ACTOR, {
    ...{ slug: 'other', name: 'Other shop', paymegaAccountId: 'coma_other', timeZone: 'Europe/Berlin' },
    ...{ apiUrl: 'https://other.invalid', cardgateUrl: 'https://cards.invalid', apiKey: 'key-of-the-other' },
    ...{ liveSecret: 'live-of-the-other', testSecret: 'test-of-the-other' },
  });
  other = account.id;
  cookies.several = await product.cookieOf('admin');
  const { id } = await addPerson(sql, { email: 'one@shop.example', role: 'admin', password: PASSWORD });
  await sql`update people set sees_all_accounts = false where id = ${id}`;
  await sql`insert into person_accounts (person_id, account_id) values (${id}, ${accountId})`;
  cookies.one = await signIn(url, 'one@shop.example');
  const [found] = await sql<{ id: string }[]>`
    select id from invoices where account_id = ${accountId} and mode = 'live' order by id limit 1`;
  invoiceId = found?.id ?? '';
});

// So that every test finds something to act on: a batch is over, a day is open, and so is a discrepancy of the kind.
beforeEach(readied);

async function readied(): Promise<void> {
  const { sql } = product;
  await sql`update check_batches set cancelled_at = now() where finished_at is null and cancelled_at is null`;
  await sql`
    update day_closes set reopened_at = now(), reopened_by = closed_by, reason = 'for the next test'
    where reopened_at is null`;
  await sql`update discrepancies set state = 'open', resolution = null, resolved_at = null, resolved_by = null
    where kind = 'missing_ours'`;
}

const addressed = (path: string) => addressOf(path, { invoiceId, day: DAY });
const get = async (cookie: string, address: string) =>
  (await fetch(product.url + address, { headers: { cookie } })).text();
const post = (cookie: string, address: string, fields: Fields) =>
  fetch(product.url + address, {
    ...{ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' },
    headers: { cookie },
  });

/** A form as its page shows it: its address, and what a browser would send of it. */
async function shown(cookie: string, { page, to, fields }: AccountForm, search: string) {
  const path = addressed(page);
  const html = await get(cookie, `${path}${search && (path.includes('?') ? '&' : '?')}${search}`);
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, tag = '', inside = '']) => ({
    action: attribute(tag, 'action'),
    inside,
  }));
  const own = forms.find(({ action }) => action.split('?')[0] === addressed(to));
  if (!own) throw new Error(`no form of ${page} goes to ${to}`);
  return { action: own.action, fields: { ...filled(own.inside), ...fields } };
}

function filled(inside: string): Fields {
  const inputs = [...inside.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  const sent = inputs.filter((tag) => attribute(tag, 'type') !== 'checkbox' || / checked(=|\b)/.test(tag));
  const sentOf = (tag: string) =>
    attribute(tag, 'value') || (attribute(tag, 'type') === 'checkbox' ? 'on' : '');
  const pairs = sent.map((tag) => [attribute(tag, 'name'), sentOf(tag)] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
}

/** What is in each table, in one figure; but for what says when a session, or a process, was last seen. */
async function books(): Promise<Record<string, string>> {
  const { sql } = product;
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and (table_schema = 'public' and table_name not in ('sessions', 'processes')
      or (table_schema, table_name) = ('pgboss', 'job'))`;
  const figures: Record<string, string> = {};
  for (const { schema, name } of tables) {
    const [row] = await sql<{ figure: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as figure
      from ${sql(schema)}.${sql(name)} as t`;
    figures[name] = row?.figure ?? '';
  }
  return figures;
}

const ofTheOther = () => product.sql`
  select 'runs' from runs where account_id = ${other}
  union all select 'checks' from status_checks where account_id = ${other}
  union all select 'batches' from check_batches where account_id = ${other}
  union all select 'payments' from test_payments where account_id = ${other}
  union all select 'closes' from day_closes where account_id = ${other}`;

async function chosenBy(cookie: string, slug: string): Promise<string> {
  const answer = await post(cookie, '/session/account', { account: slug });
  return `${cookie}; ${answer.headers.get('set-cookie')?.split(';')[0]}`;
}

test('every address that acts on an account is among these, and no other', async () => {
  const refused: string[] = [];
  for (const [path, { POST }] of Object.entries(ACCESS)) {
    if (path.startsWith('/api/') || path.startsWith('/session/') || POST === 'nothing') continue;
    const answer = await post(cookies.several, `${addressed(path)}.data`, {});
    if (answer.status === 409 && (await answer.text()).includes(WORDS)) refused.push(path);
  }
  // Tries what is on the page of another form, takes back what that one did, or goes on for long after it.
  const more = [
    ...['/reports/:day/reopening', '/settings/reconciliation/trial', '/integration-checks'],
    ...['/reports/schedules', '/reports/:day/confirmation', '/reports/closings', '/reports/exports/new'],
    // Hands out a file, and changes nothing.
    '/settings/customer-data/file',
    // Take a file, or act on what another form has made.
    ...['/reports/statements', '/reports/statements/uploads/:id'],
    ...['/reports/statements/uploads/:id/import', '/reports/statements/uploads/:id/removal'],
    ...['/reports/fees/rates/:id/ending', '/reports/fees/rates/:id/withdrawal'],
    ...['/reports/exports/profiles', '/reports/exports/profiles/removals', '/reports/fees/rates'],
    ...['/alerts/subscription', '/settings/alerts', '/settings/alerts/channels'],
    '/discrepancies/status-checks',
  ];
  expect(refused.sort()).toEqual([...FORMS.map(({ to }) => to), ...more].sort());
});

test('every form of the work list names the account, so that one comes back to it', async () => {
  const { sql } = product;
  const [item] = await sql<{ id: bigint }[]>`
    select id from discrepancies where kind = 'missing_ours' and account_id <> ${other} limit 1`;
  const id = String(item?.id);
  const cookie = await chosenBy(cookies.several, 'other');
  const acts = /(?:<form [^>]*method="post"[^>]*action|formaction)="(\/[^"]*)"/gi;
  for (const page of ['/discrepancies?', `/discrepancies?preview=${id}&`, `/discrepancies/${id}?`]) {
    const html = await get(cookie, `${page}account=main`);
    const addresses = [...html.matchAll(acts)].map(([, address = '']) => address);
    const ofBooks = addresses.filter((address) => !/^\/(session|me)\//.test(address));
    expect(ofBooks.length).toBeGreaterThan(1);
    expect([page, ofBooks.filter((address) => !address.includes('account=main'))]).toEqual([page, []]);
  }
});

describe.each(FORMS)('the form to $to', (one) => {
  test('names the account that its page shows, whatever was chosen last', async () => {
    const cookie = await chosenBy(cookies.several, 'other');
    const { action } = await shown(cookie, one, 'account=main');
    expect(new URL(action, product.url).searchParams.get('account')).toBe('main');
  });

  /** Its address without the name, and what it would send. */
  async function nameless(cookie: string, search: string) {
    const { action, fields } = await shown(cookie, one, search);
    const url = new URL(action, product.url);
    url.searchParams.delete('account');
    return { path: url.pathname, search: url.search, fields };
  }

  test.each(['nothing', 'main', 'other'])(
    'without a name, where %s was chosen last, is refused, and nothing is changed',
    async (last) => {
      const { path, search, fields } = await nameless(cookies.several, 'account=main');
      const cookie = last === 'nothing' ? cookies.several : await chosenBy(cookies.several, last);
      const before = await books();
      for (const address of [path, `${path}.data`]) {
        const { status } = await post(cookie, address + search, fields);
        expect([address, status]).toEqual([address, 409]);
      }
      expect(await books()).toEqual(before);
    },
  );

  test('leads to a page of the account that was acted on, whatever was chosen last', async () => {
    const { action, fields } = await shown(cookies.several, one, 'account=main');
    for (const last of ['main', 'other']) {
      await readied();
      const answer = await post(await chosenBy(cookies.several, last), action, fields);
      expect([action, answer.status]).toEqual([action, 302]);
      const chosen = answer.headers.getSetCookie().find((line) => line.startsWith('counterfoil_account='));
      const cookie = `${cookies.several}; ${chosen?.split(';')[0]}`;
      expect(await get(cookie, '/runs')).toMatch(/<option[^>]*value="main"[^>]* selected/);
    }
  });

  test('without a name is refused in words, which our scripts show', async () => {
    const { path, search, fields } = await nameless(cookies.several, 'account=main');
    expect(await (await post(cookies.several, `${path}.data${search}`, fields)).text()).toContain(WORDS);
  });

  test('without a name is refused in words, also where no script runs', async () => {
    const { path, search, fields } = await nameless(cookies.several, 'account=main');
    expect(await (await post(cookies.several, path + search, fields)).text()).toContain(WORDS);
  });

  test('does its work where it names one of several, and on that one alone', async () => {
    const { action, fields } = await shown(cookies.several, one, 'account=main');
    await doesItsWork(await chosenBy(cookies.several, 'other'), action, fields);
  });

  test('does its work without a name for somebody who sees one account', async () => {
    const { path, search, fields } = await nameless(cookies.one, '');
    await doesItsWork(cookies.one, path + search, fields);
  });

  async function doesItsWork(cookie: string, address: string, fields: Fields): Promise<void> {
    // Any other figure will do: what is saved as it was is no change.
    const changed = 'graceMinutes' in fields ? { graceMinutes: String(Number(fields.graceMinutes) + 1) } : {};
    const before = await books();
    const answer = await post(cookie, address, { ...fields, ...changed });
    expect(answer.status).toBe(302);
    const after = await books();
    expect(after[one.changes]).not.toBe(before[one.changes]);
    expect([...(await ofTheOther())]).toEqual([]);
  }
});
