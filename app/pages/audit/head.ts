import type { LoaderFunctionArgs } from '@remix-run/node';
import { auditHead } from '#identity/audit/audit-chain.ts';
import { requireAuditor } from '../../access/access.server.ts';

/** The head of the audit as a file to keep elsewhere; `counterfoil audit verify --head` takes its `head`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAuditor(request, context);
  const head = await auditHead(context.sql);
  const { number, hash, at } = head ?? { number: 0n, hash: '', at: null };
  const kept = { number: Number(number), hash, at, head: head ? `${number}:${hash}` : '' };
  return new Response(`${JSON.stringify(kept, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="counterfoil-audit-head.json"',
    },
  });
}
