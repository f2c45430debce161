import { byLookUps } from '#db/by-look-ups.ts';
import type { Queryable } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { daysOfInstants } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { exponentsOf } from '../books/currencies.ts';
import { openFound } from '../comparison/open-found.ts';
import { breaksIn, gapsIn, type Standing, standingStatements } from './balances.ts';
import { digestOfDays, keepDigests } from './books-digest.ts';
import {
  closeGoneOfStatements,
  type Exponent,
  type Finding,
  findingOf,
  findingOfBreak,
  findingOfGap,
  lineSubject,
  stageFindings,
} from './findings.ts';
import { judgeInvoice } from './judge-invoice.ts';
import type { Scope } from './matched-books.ts';
import { stateLines } from './state-lines.ts';
import { type World, worldOf } from './world.ts';

export type Matched = { opened: number; stillOpen: number; closed: number };

// No run has such a number, and the lock of the list leaves it to one matching of an account at a time.
const STATEMENTS = -(2n ** 40n);

/**
 * Matches the statements of some days with both books: opens, updates and closes what they show of the
 * invoices of these days, and of all balances and gaps. Idempotent; the order in which files were imported
 * changes nothing. To be called in a transaction that holds the lock of the account's list (lockList).
 */
export async function matchDays(
  transaction: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  days: readonly string[],
  now: Date,
): Promise<Matched> {
  const scope: Scope = { accountId: account.id, timeZone: account.timeZone, mode };
  const sorted = [...new Set(days)].toSorted();
  await byLookUps(transaction);
  const standing = await standingStatements(transaction, account.id, mode);
  const known = await exponentsOf(transaction);
  const exponentOf: Exponent = (currency) => known(currency) ?? 0;
  const digests = await digestOfDays(transaction, scope, sorted);
  const world = await worldOf(transaction, scope, sorted, standing);
  const judged = judgeAll(world, scope, standing, exponentOf);
  const findings = [
    ...judged.findings,
    ...breaksIn(standing).map((one) => findingOfBreak(one, scope, exponentOf)),
    ...gapsIn(standing).map((gap) => findingOfGap(gap, scope)),
  ];
  const runId = STATEMENTS - BigInt(account.id);
  await stageFindings(transaction, runId, scope, findings);
  const whole = await accountById(transaction, account.id);
  const comparison = { runId, account: whole, window: { from: 0, to: 0 }, now, alone: [] };
  const { opened, stillOpen } = await openFound(transaction, comparison);
  const matched = { subjects: judged.subjects, days: sorted };
  const closed = await closeGoneOfStatements(transaction, runId, scope, matched, now);
  await transaction`delete from run_findings where run_id = ${runId}`;
  await stateLines(transaction, world, judged.findings);
  await keepDigests(transaction, scope, digests, now);
  return { opened, stillOpen, closed };
}

/** What is found of the invoices of the days, and of lines of these days that are about none. */
function judgeAll(world: World, scope: Scope, standing: readonly Standing[], exponentOf: Exponent) {
  const covering = new Set(
    standing.filter(({ isWhole }) => isWhole).map(({ kind, currency, day }) => `${kind} ${currency} ${day}`),
  );
  const kinds = new Set(standing.map(({ kind }) => kind));
  const dayAt = daysOfInstants(scope.timeZone);
  const covers = (kind: Standing['kind'], currency: string, at: Date) =>
    kinds.has(kind) && covering.has(`${kind} ${currency} ${dayAt(at)}`);
  const findings = world.ids.flatMap((id) => {
    const invoice = world.booked.get(id) ?? null;
    const reference = (invoice?.ours ?? invoice?.theirs)?.referenceId ?? id;
    // A row of it could not be read: then it is not missing.
    const isUnreadable = world.unreadable.has(id) || world.unreadable.has(reference);
    const grouped = { refund: world.groupedOf(id, 'refund'), chargeback: world.groupedOf(id, 'chargeback') };
    return judgeInvoice({
      invoice,
      lines: world.linesOf(id),
      grouped,
      covers: isUnreadable ? never : covers,
    }).map((judgement) => findingOf(judgement, id, invoice, scope, exponentOf));
  });
  const alone = world.linesAlone.flatMap((line) =>
    judgeInvoice({ invoice: null, lines: [line], grouped: { refund: 0n, chargeback: 0n }, covers }).map(
      (judgement) => findingOf(judgement, lineSubject(line), null, scope, exponentOf),
    ),
  );
  return { findings: [...findings, ...numbered(alone)], subjects: world.ids };
}

const never = () => false;

/** Lines that say the very same are told apart by how many there are. */
function numbered(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = (seen.get(finding.subject) ?? 0) + 1;
    seen.set(finding.subject, count);
    return count === 1 ? finding : { ...finding, subject: `${finding.subject}:${count}` };
  });
}
