import { createHash } from 'node:crypto';
import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { dayAt, startOfDay } from '#identity/accounts/business-day.ts';
import { formatMinor } from '#paymega/money.ts';
import { KINDS, type KindName, OF_STATEMENTS } from '../discrepancies/kinds.ts';
import type { Break, Gap } from './balances.ts';
import type { Judgement } from './judgement.ts';
import type { BookedInvoice, BookRow, Scope } from './matched-books.ts';
import type { StatementLine } from './matched-lines.ts';

/** A discrepancy as it is to stand on the list. */
export type Finding = {
  subject: string;
  invoiceId: string | null;
  referenceId: string | null;
  kind: KindName;
  currency: string | null;
  atRisk: bigint | null;
  ours: string | null;
  theirs: string | null;
  evidence: { [name: string]: string | string[] | Record<string, string> };
  at: Date;
};

export type Exponent = (currency: string) => number;

/** What was judged of an invoice, or of a line that names none. */
export function findingOf(
  judgement: Judgement,
  subject: string,
  invoice: BookedInvoice | null,
  { timeZone }: Pick<Scope, 'timeZone'>,
  exponentOf: Exponent,
): Finding {
  const { kind, fields, lines, currency, atRisk } = judgement;
  const exponent = exponentOf(currency);
  const row = invoice?.ours ?? invoice?.theirs ?? null;
  const [line] = lines;
  const side = (told: Judgement['ours']) =>
    told === null ? null : 'words' in told ? told.words : formatMinor(told.minor, exponent);
  const { ours, theirs } = invoice ?? { ours: null, theirs: null };
  return {
    ...{ subject, kind, currency, atRisk, ours: side(judgement.ours), theirs: side(judgement.theirs) },
    invoiceId: row?.id ?? null,
    referenceId: row?.referenceId ?? line?.referenceId ?? null,
    at: row?.createdAt ?? line?.at ?? startOfDay(line?.day ?? '1970-01-01', timeZone),
    evidence: {
      ...(ours && { ours: bookSide(ours, exponentOf) }),
      ...(theirs && { theirs: bookSide(theirs, exponentOf) }),
      ...(lines.length > 0 && { statement: statementSide(lines, exponentOf) }),
      fields,
      days: daysOf(lines, invoice, timeZone),
      words: wordsOf(judgement),
    },
  };
}

/** The days on which it is looked at again: those of its lines, and those on which its money moved. */
function daysOf(lines: readonly StatementLine[], invoice: BookedInvoice | null, timeZone: string): string[] {
  const moved = [invoice?.ours, invoice?.theirs].flatMap((row) => row?.processedAt ?? []);
  const times = [...moved, ...(invoice?.refundedAt ?? []), ...(invoice?.chargedBackAt ?? [])];
  return [...new Set([...lines.map(({ day }) => day), ...times.map((at) => dayAt(at, timeZone))])].toSorted();
}

/** A balance that breaks. */
export function findingOfBreak(
  { currency, day, by, words, expected, told }: Break,
  { mode, timeZone }: Scope,
  exponentOf: Exponent,
): Finding {
  const exponent = exponentOf(currency);
  const written = (minor: bigint | null) => (minor === null ? null : formatMinor(minor, exponent));
  return {
    ...{ subject: `balance:${mode}:${currency}:${day}`, kind: 'balance_break', currency },
    ...{ atRisk: by < 0n ? -by : by, ours: written(expected), theirs: written(told) },
    ...{ invoiceId: null, referenceId: null, at: startOfDay(day, timeZone) },
    evidence: {
      words: `${day}: ${words.join(' ')} It is off by ${formatMinor(by, exponent)} ${currency}.`,
      day,
    },
  };
}

/** A day without a statement. */
export function findingOfGap({ currency, day }: Gap, { mode, timeZone }: Scope): Finding {
  return {
    ...{
      subject: `statement:${mode}:${currency}:${day}`,
      kind: 'statement_gap',
      currency: null,
      atRisk: null,
    },
    ...{ ours: null, theirs: `${day} ${currency}`, invoiceId: null, referenceId: null },
    at: startOfDay(day, timeZone),
    evidence: { words: `No statement of ${day} in ${currency} was imported, and those around it were.`, day },
  };
}

/** By what a line without an invoice is known again: what it says, not where it stands. */
export function lineSubject({
  day,
  currency,
  type,
  transactionId,
  referenceId,
  description,
  amount,
}: StatementLine): string {
  const said = [transactionId, referenceId, description].join('\n');
  const digest = createHash('sha256').update(said).digest('hex').slice(0, 16);
  return `line:${day}:${currency}:${type}:${amount}:${digest}`;
}

/** Puts findings where openFound takes them from. */
export async function stageFindings(
  sql: Queryable,
  runId: bigint,
  { accountId, mode }: Scope,
  findings: readonly Finding[],
): Promise<void> {
  await sql`delete from run_findings where run_id = ${runId}`;
  await sql`
    insert into run_findings (run_id, account_id, subject, invoice_id, reference_id, mode, kind, severity,
      currency, at_risk, is_expected, heals, ours, theirs, evidence, fingerprint, invoice_created_at)
    select ${runId}, ${accountId}, subject, invoice_id, reference_id, ${mode}, kind, severity, currency,
      at_risk,
      false, false, ours, theirs, evidence::jsonb, fingerprint, at
    from unnest(${findings.map(({ subject }) => subject)}::text[],
      ${findings.map(({ invoiceId }) => invoiceId)}::text[],
      ${findings.map(({ referenceId }) => referenceId)}::text[], ${findings.map(({ kind }) => kind)}::text[],
      ${findings.map(({ kind }) => KINDS[kind].severity)}::text[],
      ${findings.map(({ currency }) => currency)}::text[],
      ${findings.map(({ atRisk }) => atRisk?.toString() ?? null)}::bigint[],
      ${findings.map(({ ours }) => ours)}::text[], ${findings.map(({ theirs }) => theirs)}::text[],
      ${findings.map(({ evidence }) => JSON.stringify(evidence))}::text[],
      ${findings.map(fingerprint)}::text[], ${findings.map(({ at }) => at.toISOString())}::timestamptz[])
      as found(subject, invoice_id, reference_id, kind, severity, currency, at_risk, ours, theirs, evidence,
        fingerprint, at)`;
}

function fingerprint({ kind, ours, theirs, currency, atRisk, evidence }: Finding): string {
  const fields = Array.isArray(evidence.fields) ? evidence.fields : [];
  const said = [kind, ours, theirs, currency, atRisk, ...fields].join('|');
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

/** What statements have put on the list of an account and is not resolved, by an index of its own. */
export function openItems(sql: Queryable, { accountId, mode }: Scope): Fragment {
  return sql`
    select id, subject, kind, evidence from discrepancies
    where (account_id, mode) >= (${accountId}::int, ${mode}::text)
      and (account_id, mode) <= (${accountId}::int, ${mode}::text) and state <> 'resolved'
      and kind in ('missing_in_statement', 'only_in_statement', 'statement_differs', 'balance_break',
        'statement_gap')
    order by account_id, mode, id offset 0`;
}

/**
 * Closes what the statements showed and show no longer: of the invoices and days that were matched, and all
 * gaps and balances, which are looked at as a whole each time.
 */
export async function closeGoneOfStatements(
  sql: Queryable,
  runId: bigint,
  scope: Scope,
  matched: { subjects: readonly string[]; days: readonly string[] },
  now: Date,
): Promise<number> {
  const kinds = [...OF_STATEMENTS];
  const [result] = await sql<{ closed: number }[]>`
    with kept as materialized (
      select subject, kind from run_findings where run_id = ${runId}
    ), gone as (
      update discrepancies as known set state = 'resolved', resolution = kind.closes_as, resolved_at = ${now}
      from (${openItems(sql, scope)}) as item
      join unnest(${kinds}::text[], ${kinds.map((name) => KINDS[name].closesAs)}::text[])
        as kind(name, closes_as) on kind.name = item.kind
      where known.id = item.id and (known.state = 'resolved') is false
        and (item.kind in ('balance_break', 'statement_gap')
          or item.subject = any(${arrayLiteral(matched.subjects)}::text[])
          or (item.subject like 'line:%'
            and split_part(item.subject, ':', 2) = any(${[...matched.days]}::text[])))
        and (item.subject, item.kind) not in (select subject, kind from kept)
      returning known.id, known.resolution
    ), steps as (
      insert into discrepancy_events (discrepancy_id, at, act, resolution)
      select id, ${now}, 'closed', resolution from gone order by id
    )
    select count(*)::int as closed from gone`;
  return result?.closed ?? 0;
}

function bookSide(row: BookRow, exponentOf: Exponent): Record<string, string> {
  const exponent = exponentOf(row.currency);
  const amounts = {
    ...{ amount: row.amount, fee: row.fee, processed_amount: row.processedAmount },
    ...{ processed_fee: row.processedFee, refunded_amount: row.refundedAmount },
    charged_back_amount: row.chargedBackAmount,
  };
  return { status: row.status, currency: row.currency, ...decimals(amounts, exponent) };
}

/** What the lines say together, in the words of the books. */
function statementSide(lines: readonly StatementLine[], exponentOf: Exponent): Record<string, string> {
  const [first] = lines;
  if (!first) return {};
  const exponent = exponentOf(first.currency);
  const own = lines.filter(({ currency }) => currency === first.currency);
  const total = (type: StatementLine['type'], of: (line: StatementLine) => bigint | null) => {
    const told = own.filter((line) => line.type === type).flatMap((line) => of(line) ?? []);
    return told.length === 0 ? null : told.reduce((sum, one) => sum + one, 0n);
  };
  const exported = own.find(({ type }) => type === 'invoice');
  const [refunded, chargedBack] = (['refund', 'chargeback'] as const).map((type) =>
    total(type, ({ amount }) => -amount),
  );
  return {
    ...(exported?.status && { status: exported.status }),
    currency: first.currency,
    ...decimals(
      {
        amount: exported?.amount ?? null,
        fee: exported?.fee ?? null,
        processed_amount: exported?.processedAmount ?? total('payment', ({ amount }) => amount),
        processed_fee: exported?.processedFee ?? total('payment', ({ fee }) => fee),
        refunded_amount: exported?.refundedAmount ?? refunded ?? null,
        charged_back_amount: exported?.chargedBackAmount ?? chargedBack ?? null,
      },
      exponent,
    ),
    lines: lines.map(({ day, line }) => `${day} line ${line}`).join(', '),
  };
}

function decimals(amounts: Record<string, bigint | null>, exponent: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, minor]) =>
      minor === null ? [] : [[name, formatMinor(minor, exponent)]],
    ),
  );
}

function wordsOf({ kind, fields, lines }: Judgement): string {
  const names = fields.map((name) => name.replaceAll('_', ' ')).join(', ');
  const where = lines.map(({ day, line }) => `${day} line ${line}`).join(', ');
  if (kind === 'missing_in_statement') return `The statement has no line of its ${names}.`;
  return kind === 'only_in_statement'
    ? `No book has it: ${names}, ${where}.`
    : `It differs in ${names}: ${where}.`;
}
