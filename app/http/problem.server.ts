import { STATUS_CODES } from 'node:http';
import { FilterRefusal } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';

/** The media type of a problem (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

type Wrong = { name: string; message: string };

/**
 * What went wrong, for programs: RFC 9457's members, `code` for what a program decides by, and `errors` with one entry
 * for each thing that is wrong.
 * @param wrong the parameters that are wrong, where it is those
 */
export function problemDocument(status: number, code: string, detail: string, wrong: readonly Wrong[] = []) {
  const error = { status: String(status), code };
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Problem',
    ...{ status, code, detail },
    errors:
      wrong.length === 0
        ? [{ ...error, detail }]
        : wrong.map(({ name, message }) => ({
            ...{ ...error, detail: `${name} ${message}` },
            source: { parameter: name },
          })),
  };
}

/** An error for programs (RFC 9457), never cached. */
export function problem(status: number, code: string, detail: string, headers: HeadersInit = {}): Response {
  return answer(status, problemDocument(status, code, detail), headers);
}

/**
 * Runs what a route of the API does; a Refusal becomes its problem.
 * @throws it as a Response
 */
export async function orProblem<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message } = error;
    const wrong = error instanceof FilterRefusal ? error.unreadable : [];
    throw answer(status, problemDocument(status, code, message, wrong));
  }
}

function answer(status: number, body: unknown, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set('content-type', PROBLEM_TYPE);
  all.set('cache-control', 'no-store');
  return new Response(JSON.stringify(body), { status, headers: all });
}
