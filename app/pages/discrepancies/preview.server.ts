import type { Person } from '#identity/people/people.ts';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { type DiscrepancyRow, discrepancy } from '#reconciliation/discrepancies/list.ts';
import type { Context } from '../../context.ts';

/** The discrepancy that a list's address wants to see beside it; null where there is none of this number. */
export async function previewOf(
  { sql }: Pick<Context, 'sql'>,
  person: Person,
  id: bigint | undefined,
): Promise<DiscrepancyRow | null> {
  if (id === undefined) return null;
  try {
    await assertCanAccess(sql, person, 'discrepancies', [id]);
    return await discrepancy(sql, id);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}
