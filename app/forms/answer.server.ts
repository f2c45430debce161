import { redirect } from '@remix-run/node';
import type { Context } from '../context.ts';
import { type Notice, noticeOf } from '../http/domain-errors.server.ts';

/**
 * Runs an act and goes back to a page, with what happened (or why not) as the notice there; an act that leads
 * elsewhere answers that itself.
 * @param toRefused where to go instead when it is refused
 */
export async function actThenRedirect(
  context: Context,
  to: string,
  act: () => Promise<Notice | string | Response>,
  toRefused = to,
): Promise<Response> {
  let target = to;
  const notice = await act().catch((error: unknown) => {
    target = toRefused;
    return noticeOf(error);
  });
  if (notice instanceof Response) return notice;
  return returnTo(context, target, typeof notice === 'string' ? { tone: 'good', message: notice } : notice);
}

/** A redirect to a page of ours that shows the notice once. */
export async function returnTo(context: Context, to: string, notice: Notice): Promise<Response> {
  return redirect(to, { headers: { 'set-cookie': await context.cookies.notice.serialize(notice) } });
}

/**
 * A path of our own from what a form names, so that nobody is sent elsewhere; in the characters that a header
 * can hold.
 */
export function safeRedirect(value: FormDataEntryValue | string | null, otherwise: string): string {
  const isOwn = typeof value === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value);
  return isOwn ? value : otherwise;
}
