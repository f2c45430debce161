import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { day } from '#identity/filter.ts';
import { orderRun } from '#jobs/queue.ts';
import { run, runs } from '#reconciliation/comparison/runs.ts';
import { windowOfDays } from '#reconciliation/comparison/window-of-days.ts';
import { requireToken } from '../access/access.server.ts';
import { problem } from '../http/problem.server.ts';
import { accountForProgram } from './account.ts';
import { listAnswer, readParams } from './list-answer.ts';
import { PARAMS } from './params.ts';
import { runAnswer } from './run-answer.ts';

const Order = z.object({ from: day, to: day });

/** GET /api/v1/runs: newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const { limit, cursor, account: slug } = readParams(PARAMS['/api/v1/runs'], request);
  const account = await accountForProgram(context, token, slug);
  const page = { accountId: account.id, before: cursor?.id, limit: limit + 1 };
  const cursorOf = ({ id }: { id: bigint }) => ({ list: 'runs', id: id.toString() });
  return listAnswer(await runs(context.sql, page), limit, cursorOf, runAnswer);
}

/** POST /api/v1/runs `{"from":"2026-11-01","to":"2026-11-24"}`: queues a run over these days, both included. */
export async function action({ request, context }: ActionFunctionArgs) {
  const token = await requireToken(request, context, 'run.create');
  const { account: slug } = readParams(PARAMS['POST /api/v1/runs'], request);
  const account = await accountForProgram(context, token, slug);
  const days = Order.safeParse(await request.json().catch(() => null));
  if (!days.success)
    return problem(422, 'bad_order', 'send {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}, days of the calendar');
  const { sql, queue, address } = context;
  const window = windowOfDays(account, days.data, new Date());
  const actor = { kind: 'token', name: token.name, address } as const;
  const id = await orderRun(sql, queue, actor, { accountId: account.id, window, trigger: 'program' });
  const headers = { location: `/api/v1/runs/${id}`, 'cache-control': 'no-store' };
  return Response.json({ data: runAnswer(await run(sql, id)) }, { status: 202, headers });
}
