import type { LoaderFunctionArgs } from '@remix-run/node';
import { discrepancyFilter } from '#reconciliation/discrepancies/discrepancy-filter.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { requireToken } from '../access/access.server.ts';
import { accountForProgram } from './account.ts';
import { decimal, listAnswer, readParams } from './list-answer.ts';
import { PARAMS } from './params.ts';

/** GET /api/v1/discrepancies: the work list, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const asked = readParams(PARAMS['/api/v1/discrepancies'], request);
  const account = await accountForProgram(context, token, asked.account);
  const filter = await discrepancyFilter(context.sql, account, asked);
  const { cursor: after, limit } = asked;
  const rows = await discrepancies(context.sql, filter, { after, limit: limit + 1 });
  return listAnswer(
    rows,
    limit,
    ({ cursor: at }) => at,
    (row) => ({
      id: row.id.toString(),
      account: row.account,
      invoice_id: row.invoiceId,
      reference_id: row.referenceId,
      mode: row.mode,
      kind: row.kind,
      cause: row.cause,
      severity: row.severity,
      state: row.state,
      resolution: row.resolution,
      currency: row.atRisk?.currency ?? null,
      at_risk: decimal(row.atRisk),
      ours: row.ours,
      theirs: row.theirs,
      evidence: row.evidence,
      opened_at: row.openedAt,
      last_seen_at: row.lastSeenAt,
      resolved_at: row.resolvedAt,
      note: row.note,
    }),
  );
}
