import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { orderRun } from '#jobs/queue.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { run, runs } from '#reconciliation/run/runs.ts';
import { windowOfDays } from '#reconciliation/run/window-of-days.ts';
import { problem, requireToken } from '../access.server.ts';
import { readCursor } from '../form.ts';
import { NumberCursor } from '../keyset.ts';
import { accountForProgram } from './account.ts';
import { listAnswer, PageParams, readParams } from './list-answer.ts';
import { shownRun } from './shown-run.ts';

const Order = z.object({ from: z.iso.date(), to: z.iso.date() });

/** GET /api/v1/runs: newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const account = await accountForProgram(request, context, token);
  const { limit, cursor } = readParams(PageParams, request);
  const after = readCursor(NumberCursor, cursor);
  const page = { accountId: account.id, before: after ? BigInt(after.id) : undefined, limit: limit + 1 };
  return listAnswer(await runs(context.sql, page), limit, ({ id }) => ({ id: id.toString() }), shownRun);
}

/** POST /api/v1/runs `{"from":"2026-11-01","to":"2026-11-24"}`: queues a run over these days, both included. */
export async function action({ request, context }: ActionFunctionArgs) {
  const token = await requireToken(request, context, 'run.create');
  if (request.method !== 'POST') return problem(405, 'method_not_allowed', 'a run is created by POST');
  const account = await accountForProgram(request, context, token);
  const days = Order.safeParse(await request.json().catch(() => null));
  if (!days.success) return problem(422, 'bad_order', 'send {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}');
  const { sql, queue, address } = context;
  try {
    const window = windowOfDays(account, days.data, new Date());
    const actor = { kind: 'token', name: token.name, address } as const;
    const order = { accountId: account.id, window, trigger: 'program' } as const;
    const id = await orderRun(sql, queue, actor, order);
    const headers = { location: `/api/v1/runs/${id}` };
    return Response.json({ data: shownRun(await run(sql, id)) }, { status: 202, headers });
  } catch (error) {
    if (error instanceof Refusal) return problem(error.status, error.code, error.message);
    throw error;
  }
}
