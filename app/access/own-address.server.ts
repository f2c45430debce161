import type { Params } from '@remix-run/react';
import type { Account } from '#identity/accounts/accounts.ts';
import {
  type Numbered,
  type Whereabouts,
  whereaboutsOf,
  whereaboutsOfInvoice,
} from '#identity/permissions/whereabouts.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Context } from '../context.ts';
import { idParam, keyParam } from '../forms/form.ts';

/** Pages of one thing, and the rows that it is one of. */
const THINGS: Readonly<Record<string, Numbered>> = {
  '/discrepancies/:id': 'discrepancies',
  '/pending/status-checks/:id': 'check_batches',
  '/received-callbacks/:id': 'callbacks',
  '/refused-callbacks/:id': 'refused_callbacks',
  '/runs/:id': 'runs',
  '/reports/fees/rates/:id': 'fee_rates',
  '/reports/statements/:id': 'statement_files',
  '/reports/statements/uploads/:id': 'statement_drafts',
  '/test-payments/:id': 'test_payments',
  '/integration-checks/:id': 'integration_checks',
};

/** Pages that are about payments of one mode alone: days of test payments are neither closed nor sent. */
const OF_ONE_MODE: Readonly<Record<string, Mode>> = {
  '/test-payments': 'test',
  '/reports/closings': 'live',
  '/reports/schedules': 'live',
};

/** Pages of the person, or of all accounts: no account is theirs. */
const OF_NO_ACCOUNT = /^\/(me|audit|settings\/(accounts|people|tokens))(\/|$)/;

/**
 * The address by which a page names the account and the mode of what it shows: those of the thing, and never
 * what was chosen last; where somebody sees several accounts, every page of the books names one, so that its
 * address can be handed on.
 * @param shown what the address asks for as it is
 * @returns null where the address is right already
 */
export async function ownAddress(
  { sql, route }: Pick<Context, 'sql' | 'route'>,
  url: URL,
  params: Params,
  { account, visible }: { account: Account; visible: readonly Account[] },
): Promise<string | null> {
  const own = new URLSearchParams(url.search);
  const thing = await thingOf(sql, route, params, { account, visible });
  const wanted = thing ? visible.find(({ id }) => id === thing.accountId) : account;
  if (visible.length > 1 && wanted && !OF_NO_ACCOUNT.test(route)) own.set('account', wanted.slug);
  const mode = OF_ONE_MODE[route] ?? thing?.mode;
  if (mode && mode !== (own.get('mode') ?? 'live')) own.set('mode', mode);
  return own.toString() === new URLSearchParams(url.search).toString() ? null : `${url.pathname}?${own}`;
}

async function thingOf(
  sql: Context['sql'],
  route: string,
  { id }: Params,
  { account, visible }: { account: Account; visible: readonly Account[] },
): Promise<Whereabouts | null> {
  const accounts = visible.map((one) => one.id);
  if (route.startsWith('/invoices/:id')) return whereaboutsOfInvoice(sql, accounts, keyParam(id), account.id);
  const of = THINGS[route];
  return of ? whereaboutsOf(sql, accounts, of, idParam(id)) : null;
}
