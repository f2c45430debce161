import { type DiscrepancyRow, discrepancy } from '#reconciliation/discrepancies/list.ts';
import type { Person } from '#reconciliation/people/people.ts';
import { assertSees } from '#reconciliation/people/visibility.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import type { Context } from '../../context.ts';
import { rowNumber } from '../../form.ts';

/** The discrepancy that a list's address wants to see beside it; null where there is none of this number. */
export async function previewOf(
  { sql }: Pick<Context, 'sql'>,
  person: Person,
  url: URL,
): Promise<DiscrepancyRow | null> {
  const id = rowNumber.safeParse(url.searchParams.get('preview'));
  if (!id.success) return null;
  try {
    await assertSees(sql, person, 'discrepancies', [BigInt(id.data)]);
    return await discrepancy(sql, BigInt(id.data));
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}
