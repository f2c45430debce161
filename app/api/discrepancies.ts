import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { requireToken } from '../access.server.ts';
import { optionalDay, optionalText, readCursor } from '../form.ts';
import { DiscrepancyCursor } from '../keyset.ts';
import { accountForProgram } from './account.ts';
import { decimal, listAnswer, PageParams, readParams } from './list-answer.ts';

const Params = PageParams.extend({
  mode: z.enum(['live', 'test', 'all']).catch('all'),
  state: z.enum(['unresolved', 'open', 'in_review', 'resolved', 'all']).catch('unresolved'),
  kind: optionalText,
  severity: optionalText,
  search: optionalText,
  from: optionalDay,
  to: optionalDay,
});

/** GET /api/v1/discrepancies: the work list, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const account = await accountForProgram(request, context, token);
  const { limit, cursor, ...filter } = readParams(Params, request);
  const page = { after: readCursor(DiscrepancyCursor, cursor), limit: limit + 1 };
  const rows = await discrepancies(
    context.sql,
    { accountId: account.id, timeZone: account.timeZone, ...filter },
    page,
  );
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
