import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Presets, SingleBar } from 'cli-progress';
import type { Sql } from '#db/connection.ts';
import { startingAlone } from '#db/migrate.ts';
import { ROLES, rolesSql } from '#db/roles.ts';
import { resealSecrets } from '#identity/accounts/account-keys.ts';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import {
  createProviderConnections,
  type ProviderConnections,
} from '#identity/accounts/provider-connections.ts';
import { audit } from '#identity/audit/audit.ts';
import { verifiedAudit } from '#identity/audit/audit-chain.ts';
import { day } from '#identity/filter.ts';
import { createPasswordLink } from '#identity/people/password-links.ts';
import { personByEmail } from '#identity/people/people.ts';
import { removeSecondFactor, resealSeeds } from '#identity/people/second-factor.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { createToken as makeToken } from '#identity/sessions/tokens.ts';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type Run, run as readRun, unfinishedRunOf } from '#reconciliation/comparison/runs.ts';
import { windowOfDays } from '#reconciliation/comparison/window-of-days.ts';
import { exportCsv } from '#reconciliation/reports/export.ts';
import { EXPORT_FILTERS, type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import { type Config, publicUrlOf } from '../config.ts';
import { accountOfKeys, configuredKeys } from '../configured-account.ts';
import { openDemo } from '../demo.ts';
import { vaultOf } from '../keys.ts';
import { openStore } from '../store.ts';

const ACTOR = { kind: 'program', name: 'command line' } as const;
const LOOK_MS = 300;

/**
 * `reconcile`: one run in the foreground; a bar on a terminal, then the summary. One of the same days that has failed or
 * was interrupted goes on from what it had read.
 */
export async function reconcile(
  config: Config,
  options: { from: string; to: string; account?: string; json?: boolean },
): Promise<void> {
  for (const day of [options.from, options.to]) {
    if (!isDay(day)) throw new Refusal('bad_day', `“${day}” is not a day: write YYYY-MM-DD`);
  }
  await withBooks(config, async (sql, connections) => {
    const account = await accountBySlug(sql, options.account);
    const window = windowOfDays(account, options, new Date());
    const unfinished = await unfinishedRunOf(sql, account.id, window);
    if (unfinished !== null) process.stderr.write(`Run ${unfinished} of these days goes on where it was\n`);
    const order = { accountId: account.id, window, trigger: 'program' } as const;
    const id = unfinished ?? (await queueRun(sql, ACTOR, order));
    const stopBar = process.stderr.isTTY && !options.json ? showProgress(sql, id) : () => undefined;
    const signal = abortedBySignal();
    const tools = await checkToolsOf({ sql, connectionOf: connections.of }, account.id);
    const done = await carryOutRun(tools, id, { signal }).finally(stopBar);
    process.stdout.write(options.json ? `${JSON.stringify(summary(done))}\n` : `${summaryText(done)}\n`);
  });
}

/** The options by which exports are filtered, each with what it takes and for which lists. */
export function exportOptions(): [name: string, help: string][] {
  const lists = Object.entries(EXPORT_FILTERS);
  const names = new Set(lists.flatMap(([, { shape }]) => Object.keys(shape)));
  return [...names].map((name) => {
    const having = lists.flatMap(([list, { shape }]) => (Object.hasOwn(shape, name) ? [list] : []));
    return [name, `filters ${having.join(', ')}`];
  });
}

/**
 * `export`: exactly what the list of the console shows, as CSV; into a file that its owner alone can read.
 * @param given the filter as it was written, each option as often as it was
 * @throws Refusal `bad_filter` where the filter cannot be read, `unwritable` where the file cannot be made
 */
export async function exportList(
  config: Config,
  list: ExportList,
  given: Iterable<readonly [string, string]>,
  options: { account?: string; out?: string },
): Promise<void> {
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, options.account);
    const what = await exportOf(sql, account, list, given);
    const file = options.out === undefined ? null : await privateFile(options.out);
    const rows = await exportCsv(sql, what);
    if (file) await pipeline(rows, file.createWriteStream());
    else await pipeline(rows, process.stdout, { end: false });
  });
}

/** A file that its owner alone can read, also where one of this name was there. */
async function privateFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'w', 0o600);
    if ((await file.stat()).isFile()) await file.chmod(0o600);
    return file;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Refusal('unwritable', `${path} cannot be written: ${code}`);
  }
}

/** `secrets reseal`: encrypts what is kept with the newest SECRET_KEY, so that the old one can go. */
export async function reseal(config: Config): Promise<void> {
  await visit(config, async (sql) => {
    const vault = vaultOf(config);
    const count = (await resealSecrets(sql, vault)) + (await resealSeeds(sql, vault));
    await audit(sql, ACTOR, 'secrets.resealed', 'secrets', { count });
    process.stdout.write(`${count} sealed again with the newest SECRET_KEY\n`);
  });
}

/**
 * `audit verify`: whether the audit is as it was written.
 * @throws Refusal where it is not
 */
export async function verifyAudit(config: Config, options: { head?: string }): Promise<void> {
  await visit(config, async (sql) => {
    const { lines, head, number, at } = await verifiedAudit(sql, options.head);
    if (lines === 0) process.stdout.write('the audit is empty: nothing was ever written to it\n');
    else
      process.stdout.write(
        `${lines} lines, unbroken\nhead ${head}\nnumber ${number}, ${at?.toISOString()}\n`,
      );
  });
}

/**
 * `database roles`: the statement that makes the two roles, for psql; their passwords, made up, go to standard error in
 * the lines for `.env`.
 */
export function databaseRoles(options: { owner?: string; app?: string; database?: string }): void {
  const names = { owner: options.owner ?? ROLES.owner, app: options.app ?? ROLES.app };
  const passwords = { owner: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') };
  process.stdout.write(rolesSql(names, passwords));
  const address = (role: keyof typeof names) =>
    `postgres://${names[role]}:${passwords[role]}@${options.database ?? 'localhost:5432/counterfoil'}`;
  process.stderr.write(`DATABASE_URL=${address('app')}\nMIGRATION_DATABASE_URL=${address('owner')}\n`);
}

/** `person link`: for the day on which no admin can sign in. */
export async function passwordLink(config: Config, email: string): Promise<void> {
  await visit(config, async (sql) => {
    const { id } = await personByEmail(sql, email);
    const secret = await createPasswordLink(sql, ACTOR, id, 'reset');
    process.stdout.write(`${publicUrlOf(config)}/password/${secret}\n`);
  });
}

/** `person remove-factor` */
export async function removeFactor(config: Config, email: string): Promise<void> {
  await visit(config, async (sql) => {
    const { id } = await personByEmail(sql, email);
    await removeSecondFactor(sql, id, ACTOR);
    process.stdout.write(`${email} signs in with the password alone now\n`);
  });
}

/**
 * `token create`: the secret goes to standard output, alone.
 * @throws Refusal `bad_token` where the name or the expiry cannot be read
 */
export async function createToken(
  config: Config,
  options: { name: string; role: Role; account?: string; expires?: string },
): Promise<void> {
  const name = options.name.trim();
  if (name === '' || name.length > 100)
    throw new Refusal('bad_token', 'the name must have 1 to 100 characters');
  const expiresAt = options.expires === undefined ? undefined : expiryOf(options.expires, new Date());
  await visit(config, async (sql) => {
    const accountId =
      options.account === undefined ? undefined : (await accountBySlug(sql, options.account)).id;
    const scope = { ...(accountId && { accountId }), ...(expiresAt && { expiresAt }) };
    process.stdout.write(`${await makeToken(sql, ACTOR, { name, role: options.role, ...scope })}\n`);
  });
}

const LONGEST_DAYS = 3650;
const DAY_MS = 86_400_000;

/** In so many days (`90`), or when a day (`2027-01-31`) is over in UTC. */
function expiryOf(written: string, now: Date): Date {
  const days = /^[1-9]\d{0,3}$/.test(written) ? Number(written) : null;
  const at = days === null ? Date.parse(`${written}T00:00:00Z`) + DAY_MS : now.getTime() + days * DAY_MS;
  const isRead = days !== null || day.safeParse(written).success;
  if (isRead && at > now.getTime() && at <= now.getTime() + LONGEST_DAYS * DAY_MS) return new Date(at);
  const help = `from 1 to ${LONGEST_DAYS} days (90), or a day to come in that time (2027-01-31)`;
  throw new Refusal('bad_token', `--expires ${written}: give ${help}`);
}

/** A short visit to the store, beside a server that may be running. */
async function visit(config: Config, work: (sql: Sql) => Promise<void>): Promise<void> {
  const store = await openStore(config, true);
  try {
    await work(store.sql);
  } finally {
    await store.close();
  }
}

async function withBooks(
  config: Config,
  work: (sql: Sql, connections: ProviderConnections) => Promise<void>,
): Promise<void> {
  const store = await openStore(config, true);
  const configured = configuredKeys(config);
  const example = configured ? null : await openDemo(config, null);
  try {
    const keys = configured ?? example?.keys;
    if (!keys) throw new Error('there are no keys to reach Paymega');
    const { sql } = store;
    const vault = vaultOf(config);
    await startingAlone(sql, () => accountOfKeys(sql, vault, config, keys, example !== null));
    await work(sql, createProviderConnections(sql, vault, example !== null));
  } finally {
    await example?.close();
    await store.close();
  }
}

// Date takes the 30th of February for the 2nd of March.
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && day.getTime() >= 0 && day.toISOString().startsWith(text);
}

function abortedBySignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () =>
    controller.abort(new Refusal('interrupted', 'interrupted: the run goes on at the next start')),
  );
  return controller.signal;
}

function showProgress(sql: Sql, id: bigint): () => void {
  const bar = new SingleBar(
    { format: '{phase} |{bar}| {value}/{total} · {seen} invoices', stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(1, 0, { phase: 'fetch', seen: 0 });
  const timer = setInterval(() => {
    readRun(sql, id).then(
      ({ phase, slicesDone, slicesTotal, recheckDone, recheckTotal, seen }) => {
        const [done, total] = phase === 'recheck' ? [recheckDone, recheckTotal] : [slicesDone, slicesTotal];
        bar.setTotal(Math.max(total, 1));
        bar.update(done, { phase: phase.padEnd(8), seen });
      },
      () => clearInterval(timer),
    );
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    bar.stop();
  };
}

function summary(run: Run) {
  const { seen, matched, expected, unanswered, healed, opened, stillOpen, closed } = run;
  return {
    run: run.id.toString(),
    account: run.account,
    state: run.state,
    window_from: run.windowFrom,
    window_to: run.windowTo,
    seen,
    matched,
    expected,
    unanswered,
    healed,
    opened,
    still_open: stillOpen,
    closed,
    provider_total: run.short?.total ?? null,
    listed: run.short?.listed ?? null,
  };
}

function summaryText(run: Run): string {
  return [
    `Run ${run.id} of ${run.account}: ${run.state}`,
    `  seen ${run.seen}, matched ${run.matched}, expected ${run.expected}, not compared ${run.unanswered}`,
    ...(run.short ? [`  Paymega counts ${run.short.total}, its list showed ${run.short.listed}`] : []),
    `  healed ${run.healed}, opened ${run.opened}, still open ${run.stillOpen}, closed ${run.closed}`,
  ].join('\n');
}
