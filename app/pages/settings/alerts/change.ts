import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { changeChannel } from '#reconciliation/alerts/channels.ts';
import { actorOf } from '../../../access/access.server.ts';
import { rowOfRequest } from '../../../access/row-of-request.server.ts';
import { actThenRedirect } from '../../../forms/answer.server.ts';
import { formBy } from '../../../forms/form-by.ts';

const Change = z.object({ change: z.enum(['pause', 'resume', 'remove'], 'choose what to do with it') });
const DONE = { pause: 'Paused.', resume: 'Resumed.', remove: 'Removed.' } as const;

export { ErrorBoundary } from '../../in-frame.tsx';

/** Pauses a channel, goes on with it, or removes it. */
export async function action(given: ActionFunctionArgs) {
  const { request, params, context } = given;
  const { person, id } = await rowOfRequest(given, 'settings.change', 'alert_channels', params.id);
  const form = await request.formData();
  return actThenRedirect(context, '/settings/alerts', async () => {
    const { change } = formBy(Change, form);
    await changeChannel(context.sql, actorOf(person, context), id, change);
    return DONE[change];
  });
}
