import type { LoaderFunctionArgs } from '@remix-run/node';
import { may } from '#identity/permissions/permissions.ts';
import { EXPORT_FILTERS, EXPORT_LISTS, exportOf } from '#reconciliation/reports/export-filters.ts';
import { requireToken } from '../access/access.server.ts';
import { exportAnswer, WAY_ASKED, wayOf } from '../http/export-answer.server.ts';
import { problem } from '../http/problem.server.ts';
import { accountForProgram } from './account.ts';
import { ACCOUNT, readParams } from './list-answer.ts';

const BESIDE_FILTER = ACCOUNT.extend(WAY_ASKED.shape);

/** GET /api/v1/exports/{list}: a whole list as a file, the same bytes as from the console. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.export');
  const list = EXPORT_LISTS.find((one) => one === params.list);
  if (!list)
    throw problem(404, 'unknown_list', `there is no such list; there are ${EXPORT_LISTS.join(', ')}`);
  if (list === 'audit' && !(may(token.role, 'audit.read') && token.accounts === null))
    throw problem(403, 'forbidden', 'the audit is for tokens of all accounts that may read it');
  const asked = readParams(EXPORT_FILTERS[list].extend(BESIDE_FILTER.shape), request);
  const { account: slug, ...way } = BESIDE_FILTER.parse(asked);
  const account = await accountForProgram(context, token, slug);
  const given = [...new URL(request.url).searchParams].filter(([name]) => !(name in BESIDE_FILTER.shape));
  const what = await exportOf(context.sql, account, list, given, {
    seesAllAccounts: token.accounts === null,
  });
  const written = await wayOf(context, way, account.id, null);
  const actor = { kind: 'token', name: token.name, address: context.address } as const;
  // Tokens take their places beside people: no person has a number below 1.
  return exportAnswer(context, actor, -token.id, what, written);
}
