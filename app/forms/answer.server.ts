import { data, redirect } from '@remix-run/node';
import type { z } from 'zod';
import { FilterRefusal, readFilter } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Context } from '../context.ts';
import { refusalResponse } from './refuse.server.ts';

/** Words for the next page that this browser sees. */
export type Notice = {
  tone: 'good' | 'info' | 'warn' | 'bad';
  message: string;
  /** When something was resolved that can be undone (bulk.ts). */
  undo?: string | undefined;
};

/** Runs what a loader does; a Refusal becomes its status and its words on the error page. */
export async function unlessRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw refusalResponse(error.status, error.message);
    throw error;
  }
}

/**
 * What the address of a page asks for, by the page's schema; `work` makes its filter of that.
 * @throws 422 as a Response with each value that cannot be read, which the page's frame shows at its field
 */
export async function askedBy<Schema extends z.ZodObject, T>(
  schema: Schema,
  params: URLSearchParams,
  work: (asked: z.output<Schema>) => T | Promise<T>,
): Promise<T> {
  try {
    return await work(readFilter(schema, params));
  } catch (error) {
    if (error instanceof FilterRefusal)
      throw Response.json({ unreadable: error.unreadable }, { status: error.status });
    if (error instanceof Refusal) throw refusalResponse(error.status, error.message);
    throw error;
  }
}

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
  const notice = await act().catch((error: unknown): Notice => {
    if (!(error instanceof Refusal)) throw error;
    target = toRefused;
    return { tone: 'bad', message: error.message };
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
