import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_TYPE, problem, problemDocument } from './problem.server.ts';

const isForPrograms = ({ url }: IncomingMessage) => /^\/api(\/|$|\?)/.test(url ?? '');

/** What came of a page or of the API; whatever went wrong in the API is a problem, also where Remix says it otherwise. */
export async function answered(request: IncomingMessage, made: Response): Promise<Response> {
  const isProblem = made.headers.get('content-type')?.startsWith(PROBLEM_TYPE);
  if (!isForPrograms(request) || made.status < 400 || isProblem) return made;
  await made.body?.cancel();
  return made.status === 404
    ? problem(404, 'unknown_path', 'the API has no such path: see /api/v1/openapi.json')
    : problem(made.status, made.status < 500 ? 'bad_request' : 'internal', 'this could not be answered');
}

/** A refusal in words; for programs as a problem. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  words: string,
): void {
  const isApi = isForPrograms(request);
  response.setHeader('cache-control', 'no-store');
  response.writeHead(status, { 'content-type': isApi ? PROBLEM_TYPE : 'text/plain; charset=utf-8' });
  response.end(isApi ? JSON.stringify(problemDocument(status, code, words)) : `${words}\n`);
}
