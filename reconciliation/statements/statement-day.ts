import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Amount } from '../books/amount.ts';
import { exponentsOf } from '../books/currencies.ts';
import { type Standing, standingStatements } from './balances.ts';

/** What a day's statement says of one service, or of all; null is not available, never nought. */
export type StatementSums = {
  /** Null: of lines that name no service, and of all together. */
  service: string | null;
  /** Payments; null where the file has no lines. */
  count: number | null;
  gross: Amount | null;
  /** Of payments, refunds and by themselves; those of charge-backs are told apart. */
  fees: Amount | null;
  refunded: Amount | null;
  chargedBack: Amount | null;
  chargebackFees: Amount | null;
  /** Gross less fees, refunds, charge-backs and their fees. */
  net: Amount | null;
};

/** What the portal's files say of a business day in one currency. */
export type StatementDay = {
  currency: string;
  fileId: bigint;
  openingBalance: Amount | null;
  closingBalance: Amount | null;
  reserve: Amount | null;
  total: StatementSums;
  services: StatementSums[];
};

type Raw = { currency: string; service: string | null; hasFees: boolean } & Record<
  'count' | 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'chargebackFees',
  string
>;
type RawTrial = { statementId: bigint } & Record<
  'gross' | 'fees' | 'refunded' | 'chargedBack' | 'chargebackFees' | 'net',
  bigint | null
>;

/**
 * A business day (`YYYY-MM-DD`) by the portal's report, per currency and service: of the transactions that
 * were imported last, else, without services, of the trial balance. Empty where no such file was imported.
 */
export async function statementDay(
  sql: Queryable,
  account: Pick<Account, 'id'>,
  mode: Mode,
  day: string,
): Promise<StatementDay[]> {
  const all = await standingStatements(sql, account.id, mode);
  const standing = all.filter((one) => one.day === day && one.kind !== 'invoices');
  const exponentOf = await exponentsOf(sql);
  const ids = standing.map(({ id }) => id.toString());
  const [sums, trials] = [await sumsOfLines(sql, ids), await sumsOfTrials(sql, ids)];
  return [...new Set(standing.map(({ currency }) => currency))].map((currency) => {
    const exponent = exponentOf(currency) ?? 0;
    const amount = (minor: bigint | null) => (minor === null ? null : { minor, currency, exponent });
    const of = (kind: Standing['kind']) =>
      standing.find((one) => one.kind === kind && one.currency === currency);
    const [lines, trial] = [of('transactions'), of('trial_balance')];
    const balance = (side: 'openingBalance' | 'closingBalance' | 'reserve') =>
      amount(lines?.[side] ?? trial?.[side] ?? null);
    const own = sums.filter((row) => row.currency === currency);
    const told = trials.find(({ statementId }) => statementId === trial?.id);
    return {
      currency,
      fileId: (lines ?? trial)?.fileId ?? 0n,
      openingBalance: balance('openingBalance'),
      closingBalance: balance('closingBalance'),
      reserve: balance('reserve'),
      total: lines ? sumOf(null, own, amount) : trialSums(told, amount),
      services: lines ? own.map((row) => sumOf(row.service, [row], amount)) : [],
    };
  });
}

function sumsOfLines(sql: Queryable, ids: readonly string[]): Promise<Raw[]> {
  return sql<Raw[]>`
    select statement.currency, line.service, count(*) filter (where type = 'payment')::text as count,
      count(fee) > 0 as has_fees,
      coalesce(sum(amount) filter (where type = 'payment'), 0)::text as gross,
      coalesce(sum(fee) filter (where type in ('payment', 'refund', 'fee')), 0)::text as fees,
      coalesce(-sum(amount) filter (where type = 'refund'), 0)::text as refunded,
      coalesce(-sum(amount) filter (where type = 'chargeback'), 0)::text as charged_back,
      coalesce(sum(fee) filter (where type in ('chargeback', 'chargeback_fee')), 0)::text as chargeback_fees
    from statements as statement join statement_lines as line on line.statement_id = statement.id
    where statement.id = any(${[...ids]}::bigint[]) and statement.kind = 'transactions'
    group by statement.currency, line.service order by statement.currency, line.service nulls first`;
}

/** A trial balance tells what its file has a column of. */
function sumsOfTrials(sql: Queryable, ids: readonly string[]): Promise<RawTrial[]> {
  return sql<RawTrial[]>`
    select statement.id as statement_id, line.fee as fees, line.refunded_amount as refunded,
      line.charged_back_amount as charged_back, line.charged_back_fee as chargeback_fees,
      case when jsonb_exists(file.mapping -> 'columns', 'amount') then line.amount end as gross,
      case when jsonb_exists(file.mapping -> 'columns', 'net') then line.effect end as net
    from statements as statement join statement_lines as line on line.statement_id = statement.id
    join statement_files as file on file.id = statement.file_id
    where statement.id = any(${[...ids]}::bigint[]) and statement.kind = 'trial_balance'`;
}

type ToAmount = (minor: bigint | null) => Amount | null;

function sumOf(service: string | null, rows: readonly Raw[], amount: ToAmount): StatementSums {
  const sum = (key: Exclude<keyof Raw, 'currency' | 'service' | 'hasFees'>) =>
    rows.reduce((all, row) => all + BigInt(row[key]), 0n);
  // A file without fees does not say that there were none.
  const hasFees = rows.length === 0 || rows.some((row) => row.hasFees);
  const [gross, refunded, chargedBack] = [sum('gross'), sum('refunded'), sum('chargedBack')];
  const [fees, chargebackFees] = [sum('fees'), sum('chargebackFees')];
  return {
    service,
    count: Number(sum('count')),
    gross: amount(gross),
    fees: amount(hasFees ? fees : null),
    refunded: amount(refunded),
    chargedBack: amount(chargedBack),
    chargebackFees: amount(hasFees ? chargebackFees : null),
    net: amount(hasFees ? gross - fees - refunded - chargedBack - chargebackFees : null),
  };
}

function trialSums(told: RawTrial | undefined, amount: ToAmount): StatementSums {
  const {
    gross = null,
    fees = null,
    refunded = null,
    chargedBack = null,
    chargebackFees = null,
    net = null,
  } = told ?? {};
  return {
    ...{ service: null, count: null, gross: amount(gross), fees: amount(fees), refunded: amount(refunded) },
    ...{ chargedBack: amount(chargedBack), chargebackFees: amount(chargebackFees), net: amount(net) },
  };
}
