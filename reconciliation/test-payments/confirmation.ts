import type { Queryable } from '#db/connection.ts';

/** Whose word of the outcome it is. */
export type WitnessName = 'gateway' | 'callback' | 'check_by_id' | 'check_by_reference' | 'run';

/** What one of the five said of the outcome: when, which status, and whether our book says the same. */
export type Witness = {
  name: WitnessName;
  /** Null where it has not come. */
  at: Date | null;
  status: string | null;
  agrees: boolean | null;
  /** A word that belongs to it, an id of a run, say. */
  note: string | null;
};

/** How a test payment stands: what is asked before the next step is chosen. */
export type Standing = {
  state: string;
  outcome: string | null;
  status: string | null;
  isFinal: boolean;
  /** Our book and Paymega's say the same, and nothing about the invoice is open on the list of discrepancies. */
  doBooksMatch: boolean;
  openDiscrepancies: number;
  witnesses: Witness[];
  /** A callback that claimed to be about it and was not believed: why. */
  refusedCallback: string | null;
  /** When our book heard the latest news of it. */
  latestNewsAt: Date | null;
  /** The last question about it that has ended. */
  askedAt: Date | null;
};

type Row = Omit<Standing, 'witnesses'> & {
  gatewayStatus: string | null;
  saleAt: Date | null;
  callbackAt: Date | null;
  callbackStatus: string | null;
  byIdAt: Date | null;
  byIdStatus: string | null;
  byReferenceAt: Date | null;
  byReferenceStatus: string | null;
  runAt: Date | null;
  runId: bigint | null;
};

/** How a test payment stands. @throws Error where there is none */
export async function standingOf(sql: Queryable, id: bigint): Promise<Standing> {
  const step = (kind: string) => sql`(
    select started_at as at, invoice_status as status from test_payment_steps as step
    where step.test_payment_id = payment.id and step.kind = ${kind} and step.outcome = 'done'
      and invoice_status is not null
    order by step.id desc limit 1)`;
  const [row] = await sql<Row[]>`
    select payment.state, payment.outcome, payment.gateway_status, book.status,
      coalesce(book.is_final, false) as is_final, book.received_at as latest_news_at,
      coalesce(book.fingerprint = theirs.fingerprint and found.open = 0, false) as do_books_match,
      found.open as open_discrepancies,
      sale.at as sale_at, callback.received_at as callback_at, callback.status as callback_status,
      by_id.at as by_id_at, by_id.status as by_id_status,
      by_reference.at as by_reference_at, by_reference.status as by_reference_status,
      run.finished_at as run_at, run.id as run_id, refused.message as refused_callback,
      asked.at as asked_at
    from test_payments as payment
    left join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
    left join mirror as theirs on (theirs.account_id, theirs.id) = (payment.account_id, payment.invoice_id)
    cross join lateral (
      select count(*)::int as open from discrepancies as item
      where item.account_id = payment.account_id and item.subject = payment.invoice_id
        and item.state <> 'resolved'
    ) as found
    left join lateral ${step('sale')} as sale on true
    left join lateral ${step('check_by_id')} as by_id on true
    left join lateral ${step('check_by_reference')} as by_reference on true
    left join lateral (
      select received_at, status from callbacks
      where (callbacks.account_id, callbacks.invoice_id) = (payment.account_id, payment.invoice_id)
        and verdict <> 'quarantined'
      order by callbacks.id desc limit 1
    ) as callback on true
    left join lateral (
      select message from refused_callbacks
      where (refused_callbacks.account_id, refused_callbacks.invoice_id)
        = (payment.account_id, payment.invoice_id)
      order by refused_callbacks.id desc limit 1
    ) as refused on true
    left join lateral (
      select runs.id, finished_at from runs
      where runs.account_id = payment.account_id and state = 'finished'
        and book.created_at between window_from and window_to and runs.started_at >= book.received_at
      order by runs.id desc limit 1
    ) as run on true
    left join lateral (
      select max(started_at) as at from test_payment_steps as step
      where step.test_payment_id = payment.id and outcome is not null
        and kind in ('check_by_id', 'check_by_reference')
    ) as asked on true
    where payment.id = ${id}`;
  if (!row) throw new Error(`there is no test payment ${id}`);
  return { ...row, witnesses: witnessesOf(row) };
}

const NO_MORE_THAN_ON_ITS_WAY = ['created', 'processing', 'process_pending'];

function witnessesOf(row: Row): Witness[] {
  const witness = (name: WitnessName, at: Date | null, status: string | null): Witness => ({
    ...{ name, at, status, note: null },
    agrees: at === null || status === null ? null : status === row.status,
  });
  const gateway = witness('gateway', row.saleAt, row.gatewayStatus);
  // It spoke first: that the payment was under way then does not contradict how it ended.
  const isEarly = gateway.status !== null && NO_MORE_THAN_ON_ITS_WAY.includes(gateway.status);
  return [
    isEarly
      ? { ...gateway, agrees: true }
      : gateway.status && isRefunded(row)
        ? { ...gateway, agrees: gateway.status === 'processed' }
        : gateway,
    witness('callback', row.callbackAt, row.callbackStatus),
    witness('check_by_id', row.byIdAt, row.byIdStatus),
    witness('check_by_reference', row.byReferenceAt, row.byReferenceStatus),
    {
      ...{ name: 'run', at: row.runAt, status: null, note: row.runId === null ? null : String(row.runId) },
      agrees: row.runAt === null ? null : row.openDiscrepancies === 0,
    },
  ];
}

function isRefunded({ status }: Row): boolean {
  return status?.includes('refund') ?? false;
}

/**
 * Whether all that can be known has been heard: the callback and both ways of asking tell the status that our book has,
 * and both books match.
 */
export function isConfirmed({ doBooksMatch, witnesses, ...standing }: Standing): boolean {
  const isOver = standing.isFinal || staysPending(standing);
  const asked = witnesses.filter(({ name }) => name === 'check_by_id' || name === 'check_by_reference');
  const callback = witnesses.find(({ name }) => name === 'callback');
  return (
    isOver &&
    doBooksMatch &&
    [...asked, ...(callback ? [callback] : [])].every(({ agrees }) => agrees === true)
  );
}

/** Whether it is to stay pending, and has come as far as that: nothing further will be heard of it. */
export function staysPending({
  state,
  outcome,
  status,
}: Pick<Standing, 'state' | 'outcome' | 'status'>): boolean {
  if (status !== 'process_pending') return false;
  return (outcome === 'pending' && state === 'sent') || (outcome === 'pending_3ds' && state === 'returned');
}
