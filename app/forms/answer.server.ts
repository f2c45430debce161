import { data, redirect } from '@remix-run/node';
import type { z } from 'zod';
import { Refusal } from '#identity/refusal.ts';
import type { Context } from '../context.ts';
import { type Notice, noticeOf } from '../http/domain-errors.server.ts';

/**
 * Runs an act and goes back to a page, with what happened (or why not) as the notice there.
 * @param toRefused where to go instead when it is refused
 */
export async function actThenRedirect(
  context: Context,
  to: string,
  act: () => Promise<Notice | string>,
  toRefused = to,
): Promise<Response> {
  let target = to;
  const notice = await act().catch((error: unknown) => {
    target = toRefused;
    return noticeOf(error);
  });
  return returnTo(context, target, typeof notice === 'string' ? { tone: 'good', message: notice } : notice);
}

/** A redirect to a page of ours that shows the notice once. */
export async function returnTo(context: Context, to: string, notice: Notice): Promise<Response> {
  return redirect(to, { headers: { 'set-cookie': await context.cookies.notice.serialize(notice) } });
}

/**
 * What a form says, by a schema.
 * @throws Refusal `bad_form` (422) with what is wrong
 */
export function formBy<Schema extends z.ZodType>(schema: Schema, form: FormData): z.output<Schema> {
  const read = schema.safeParse(Object.fromEntries(form));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Refusal('bad_form', [...new Set(wrong)].join('. '));
}

/** An act that answers on its own page: what it made is shown there once; a refusal in its place, with its status. */
export async function actThenShow<T>(act: () => Promise<T>) {
  try {
    return data({ done: await act(), message: null });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ done: null, message: error.message }, { status: error.status });
  }
}

/** A path of our own from what a form names, so that nobody is sent elsewhere; in the characters that a header can hold. */
export function safeRedirect(value: FormDataEntryValue | string | null, otherwise: string): string {
  const isOwn = typeof value === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value);
  return isOwn ? value : otherwise;
}
