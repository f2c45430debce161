import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { changeSchedule } from '#reconciliation/reports/schedules/schedules.ts';
import { actorOf } from '../../../access/access.server.ts';
import { rowOfRequest } from '../../../access/row-of-request.server.ts';
import { actThenRedirect } from '../../../forms/answer.server.ts';
import { formBy } from '../../../forms/form-by.ts';

const Change = z.object({ change: z.enum(['pause', 'resume', 'remove'], 'choose what to do with it') });
const DONE = { pause: 'Paused.', resume: 'Resumed.', remove: 'Removed.' } as const;

export { ErrorBoundary } from '../../in-frame.tsx';

/** Pauses a schedule, goes on with it, or removes it. */
export async function action(given: ActionFunctionArgs) {
  const { request, params, context } = given;
  const { person, id } = await rowOfRequest(given, 'reports.schedule', 'report_schedules', params.id);
  const form = await request.formData();
  return actThenRedirect(context, '/reports/schedules', async () => {
    const { change } = formBy(Change, form);
    await changeSchedule(context.sql, actorOf(person, context), id, change);
    return DONE[change];
  });
}
