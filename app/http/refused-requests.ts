import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from './endpoints/send.ts';
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

/** Says no in words: to programs as a problem, to a script of our pages that sends a form as it reads them. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  if (isForPrograms(request)) {
    const document = JSON.stringify(problemDocument(status, code, message));
    send(response, status, PROBLEM_TYPE, document);
    return;
  }
  const isForScript = request.method === 'POST' && /\.data(?:\?|$)/.test(request.url ?? '');
  if (!isForScript) {
    send(response, status, 'text/plain; charset=utf-8', `${message}\n`);
    return;
  }
  // Remix's single fetch.
  response.setHeader('x-remix-response', 'yes');
  const error = [{ _1: 2 }, 'error', ['ErrorResponse', 3, 4, 5], message, status, ''];
  send(response, status, 'text/x-script; charset=utf-8', `${JSON.stringify(error)}\n`);
}
