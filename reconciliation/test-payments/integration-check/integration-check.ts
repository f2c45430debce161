import type { Queryable, Sql } from '#db/connection.ts';
import type { integrationChecks } from '#db/schema/test-payments.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { PaymentTools } from '../payment-tools.ts';
import { CHECK_CASES, type CheckCase } from './cases.ts';
import { offeredService } from './offered-service.ts';
import { failuresOf, type Report } from './report.ts';
import { type CheckSettings, runCase } from './run-case.ts';

type Row = typeof integrationChecks.$inferSelect;

/** An integration check, as far as it has come. */
export type IntegrationCheck = Omit<Row, 'personId' | 'report'> & { report: Report; person: string | null };

/** What an integration check is made with, besides the account. */
export type IntegrationSettings = Omit<CheckSettings, 'integrationCheckId' | 'service'>;

const BROKEN_OFF_AFTER_MINUTES = 15;

/**
 * Begins a check of the whole host-to-host scheme of an account. Audited.
 * @throws Refusal `check_under_way` (409)
 */
export async function beginIntegrationCheck(sql: Sql, actor: Actor, accountId: number): Promise<bigint> {
  return sql.begin(async (transaction) => {
    await transaction`select from accounts where id = ${accountId} for update`;
    await transaction`
      update integration_checks set state = 'broken_off', ended_at = now()
      where account_id = ${accountId} and state = 'running'
        and started_at < now() - make_interval(mins => ${BROKEN_OFF_AFTER_MINUTES})`;
    const [running] = await transaction`
      select from integration_checks where account_id = ${accountId} and state = 'running'`;
    if (running)
      throw new Refusal('check_under_way', 'An integration check of this account is under way.', 409);
    const [row] = await transaction<{ id: bigint }[]>`
      insert into integration_checks (account_id, person_id, state, report, started_at)
      values (${accountId}, ${personIdOf(actor)}, 'running', ${transaction.json({ cases: [] })}, now())
      returning id`;
    if (!row) throw new Error('the integration check was not put on record');
    await audit(transaction, actor, 'integration_check.created', `integration_check:${row.id}`);
    return row.id;
  });
}

/**
 * Carries a check out: asks for the services, then makes a payment for every class of outcome, all at once, and keeps what
 * came of each step as it comes.
 * @returns the whole report; it passed where nothing in it failed
 */
export async function carryOutIntegrationCheck(
  tools: PaymentTools,
  actor: Actor,
  id: bigint,
  settings: IntegrationSettings,
  signal: AbortSignal,
  cases: readonly CheckCase[] = CHECK_CASES,
): Promise<Report> {
  const { sql } = tools;
  const report: Report = { cases: [] };
  const save = () => sql`update integration_checks set report = ${sql.json(report)} where id = ${id}`;
  try {
    const all = { ...settings, integrationCheckId: id };
    const { step, service } = await offeredService(tools, actor, all, signal);
    report.cases.push({ title: 'Services', paymentId: null, steps: [step] });
    await save();
    const ended = await Promise.allSettled(
      cases.map(async (one) => {
        const checked: Report['cases'][number] = { title: one.title, paymentId: null, steps: [] };
        report.cases.push(checked);
        await runCase(
          { tools, actor, settings: { ...all, service }, signal },
          one,
          (paymentId) => {
            checked.paymentId = String(paymentId);
          },
          async (made) => {
            checked.steps.push(made);
            await save();
          },
        );
      }),
    );
    // Only when all have ended: the others still write what came of them.
    const broken = ended.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
  } catch (error) {
    await end(sql, id, 'broken_off');
    throw error;
  }
  await end(sql, id, failuresOf(report).length === 0 ? 'passed' : 'failed');
  return report;
}

async function end(sql: Queryable, id: bigint, state: Row['state']): Promise<void> {
  await sql`update integration_checks set state = ${state}, ended_at = now() where id = ${id}`;
}

/** One integration check. @throws Refusal `unknown_integration_check` (404) */
export async function integrationCheck(sql: Queryable, id: bigint): Promise<IntegrationCheck> {
  const [row] = await sql<IntegrationCheck[]>`${selection(sql)} where found.id = ${id}`;
  if (!row) throw new Refusal('unknown_integration_check', `there is no integration check ${id}`, 404);
  return row;
}

/** How a check came out, in figures. */
export type CheckSummary = Pick<IntegrationCheck, 'id' | 'state' | 'startedAt'> & { failed: number };

/** The check of an account that was begun last; null where there was none. */
export async function lastIntegrationCheck(sql: Queryable, accountId: number): Promise<CheckSummary | null> {
  const [row] = await sql<IntegrationCheck[]>`
    ${selection(sql)} where found.account_id = ${accountId} order by found.id desc limit 1`;
  return row ? summaryOf(row) : null;
}

/** A check in figures, without what its steps said. */
export function summaryOf({ id, state, startedAt, report }: IntegrationCheck): CheckSummary {
  return { id, state, startedAt, failed: failuresOf(report).length };
}

// One whose process ended has nobody who could say so.
function selection(sql: Queryable) {
  return sql`
    select found.id, account_id, report,
      case when state = 'running' and started_at < now() - make_interval(mins => ${BROKEN_OFF_AFTER_MINUTES})
        then 'broken_off' else state end as state, started_at, ended_at, people.label as person
    from integration_checks as found left join people on people.id = found.person_id`;
}

/** A short text that is another one whenever the page of a check would be. */
export async function integrationCheckVersion(sql: Queryable, id: bigint): Promise<string> {
  const [row] = await sql<{ version: string }[]>`
    select md5(found::text) as version from integration_checks as found where id = ${id}`;
  return row?.version ?? '';
}
