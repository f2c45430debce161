import type { Person } from '#identity/people/people.ts';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { type DiscrepancyRow, discrepancy } from '#reconciliation/discrepancies/list.ts';
import type { Context } from '../../context.ts';
import { nullIfMissing } from '../../http/domain-errors.server.ts';

/** The number of the one that a list's address wants to see beside it. */
export function previewedIn(request: Request): string | undefined {
  return new URL(request.url).searchParams.get('preview') ?? undefined;
}

/** The discrepancy that a list's address wants to see beside it; null where there is none of this number. */
export async function previewOf(
  { sql }: Pick<Context, 'sql'>,
  person: Person,
  id: bigint | undefined,
): Promise<DiscrepancyRow | null> {
  if (id === undefined) return null;
  return assertCanAccess(sql, person, 'discrepancies', [id])
    .then(() => discrepancy(sql, id))
    .catch(nullIfMissing);
}
