import { PaymegaError } from '#paymega/errors.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { keepCreated } from './steps.ts';

const CERTAIN_AFTER_MINUTES = 10;

/**
 * Looks up, by reference, the creations whose outcome we never learnt. Found: it exists, and is ingested.
 * Still not known to Paymega after ten minutes: it was not created.
 */
export async function lookUpUnknownCreations(
  { sql, privateApi, exponentOf }: CheckTools,
  accountId: number,
  signal?: AbortSignal,
): Promise<void> {
  const open = await sql<{ id: bigint; referenceId: string; isOld: boolean }[]>`
    select id, reference_id,
      created_at < now() - make_interval(mins => ${CERTAIN_AFTER_MINUTES}) as is_old
    from test_payments
    where account_id = ${accountId} and state in ('creating', 'creation_unknown')
      and changed_at < now() - interval '1 minute'
    order by id limit 100`;
  for (const { id, referenceId, isOld } of open) {
    try {
      const [resource] = await privateApi.invoicesByReference(referenceId, signal);
      if (resource) {
        await keepCreated({ sql, exponentOf }, accountId, id, resource);
      } else if (isOld) {
        await sql`
          update test_payments set state = 'not_created', message = 'Paymega does not know its reference',
            changed_at = now() where id = ${id}`;
      }
    } catch (error) {
      if (!(error instanceof PaymegaError)) throw error;
      await sql`update test_payments set message = ${error.message} where id = ${id}`;
    }
  }
}
