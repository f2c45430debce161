import { PaymegaError } from '#paymega/errors.ts';
import { checkStatus } from '../books/check-status.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { recordPoll } from '../books/pending.ts';
import { rowOf } from '../books/row-of.ts';
import { inParallel } from './in-parallel.ts';
import type { RunUnderWay } from './run-under-way.ts';

const ASKED_AT_ONCE = 8;

/**
 * Phase 2: asks by id for every invoice that the list did not show, and for every one of ours that is not final and due
 * for a look, whatever its age, and for what says that it was created ahead of our clock. Answers go to the mirror; a question without an answer leaves that invoice not compared.
 * @throws PaymegaError where Paymega refuses us altogether (401)
 */
export async function recheck(tools: CheckTools, run: RunUnderWay): Promise<void> {
  const { sql } = tools;
  const id = run.id.toString();
  await sql`
    insert into run_rechecks (run_id, invoice_id)
    select ${id}, book.id from invoices as book
    left join lateral (${rowOf(sql, 'pending_polls', sql`book.account_id`, sql`book.id`)}) as poll on true
    where book.account_id = ${run.accountId} and not book.is_final
      and (book.created_at < to_timestamp(${run.window.from})
        or book.created_at >= to_timestamp(${run.window.to}))
      and (poll.account_id is null or poll.next_poll_at <= ${run.now()})
    on conflict do nothing`;
  // No list up to now shows what says that it was created later than that.
  await sql`
    insert into run_rechecks (run_id, invoice_id)
    select ${id}, id from invoices
    where account_id = ${run.accountId} and mode in ('live', 'test') and is_final
      and created_at >= to_timestamp(${run.window.to}) and created_at > ${run.now()}
    on conflict do nothing`;
  const open = await sql<{ invoiceId: string }[]>`
    select invoice_id from run_rechecks
    where run_id = ${id} and (outcome is null or outcome = 'no_answer') order by invoice_id`;
  await sql`
    update runs set recheck_total = counts.total, recheck_done = counts.done
    from (
      select count(*) as total, count(outcome) as done from run_rechecks
      where run_id = ${id} and outcome is distinct from 'changed'
    ) as counts
    where id = ${id}`;
  await inParallel(open, ASKED_AT_ONCE, ({ invoiceId }) => recheckOne(tools, run, invoiceId));
}

async function recheckOne(tools: CheckTools, run: RunUnderWay, invoiceId: string): Promise<void> {
  await run.assertGoesOn();
  const answer = await checkStatus(
    tools,
    { accountId: run.accountId, invoiceId, askedBy: 'run' },
    run.signal,
  );
  if (answer.outcome === 'no_answer' && answer.fault === 'unauthorised') {
    throw new PaymegaError('unauthorised', answer.message, 401);
  }
  if (answer.outcome === 'found') await recordPoll(tools.sql, run.accountId, invoiceId, run.now());
  await tools.sql`
    with asked as (
      update run_rechecks set outcome = ${answer.outcome}, asked_at = now()
      where run_id = ${run.id} and invoice_id = ${invoiceId}
      returning old.outcome
    )
    update runs set recheck_done = recheck_done + (select count(*) from asked where outcome is null)
    where id = ${run.id}`;
  run.onProgress();
}
