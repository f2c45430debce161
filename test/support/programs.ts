import { z } from 'zod';

const ListAnswer = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
});
const ErrorAnswer = z.object({
  errors: z.array(z.object({ status: z.string(), code: z.string(), detail: z.string() })).length(1),
});

/** Asks the API as a program of this token does. */
export function ask(url: string, token: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(init.body ? { 'content-type': 'application/json' } : {}),
  };
  return fetch(`${url}/api/v1${path}`, { redirect: 'manual', ...init, headers });
}

/** One page of a list. */
export async function page(url: string, token: string, path: string) {
  const answer = await ask(url, token, path);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return ListAnswer.parse(await answer.json());
}

/** Every row of a list, by following its cursors. */
export async function everyRow(url: string, token: string, path: string, limit: number) {
  const rows: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const search = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    const answer = await page(url, token, `${path}${path.includes('?') ? '&' : '?'}${search}`);
    rows.push(...answer.data);
    cursor = answer.next_cursor;
  }
  return rows;
}

/** The one error of an answer that refused, with its HTTP status. */
export async function refusal(answer: Response) {
  const [error] = ErrorAnswer.parse(await answer.json()).errors;
  return { http: answer.status, ...error };
}

const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  errors: z
    .array(
      z.strictObject({
        ...{ status: z.string(), code: z.string(), detail: z.string() },
        source: z.strictObject({ parameter: z.string() }).optional(),
      }),
    )
    .min(1),
});

/** The problem (RFC 9457) that an answer of the API is; anything else fails. */
export async function problemOf(answer: Response) {
  const type = answer.headers.get('content-type');
  if (type !== 'application/problem+json') throw new Error(`${answer.status} of ${answer.url} is ${type}`);
  const problem = Problem.parse(await answer.json());
  if (problem.status !== answer.status) throw new Error(`${answer.status} says that it is ${problem.status}`);
  return problem;
}
