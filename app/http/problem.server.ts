import { STATUS_CODES } from 'node:http';

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
  return answerProblem(status, problemDocument(status, code, detail), headers);
}

/** A problem's document as an answer, never cached. */
export function answerProblem(status: number, body: unknown, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set('content-type', PROBLEM_TYPE);
  all.set('cache-control', 'no-store');
  return new Response(JSON.stringify(body), { status, headers: all });
}
