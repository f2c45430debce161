import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answerAcs } from './acs.ts';
import { type Answer, errorAnswer, htmlAnswer } from './answer.ts';
import { answerCardGateway } from './card-gateway.ts';
import { answerControlApi } from './control-api.ts';
import type { Faults } from './faults.ts';
import type { Call, Parts } from './parts.ts';
import { answerPrivateApi } from './private-api.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** One call from its first byte to its last, with whatever goes wrong on purpose in between. */
export async function exchange(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = await readCall(request);
  if (!call) return write(response, errorAnswer(413, fault('too_large', 'the body is too large')));
  switch (call.path[0]) {
    case '__sandbox':
      return write(response, answerControlApi(parts, call));
    case 'acs':
      return write(response, answerAcs(parts, call));
    default:
      return faultyExchange(parts, call, response);
  }
}

async function faultyExchange(parts: Parts, call: Call, response: ServerResponse): Promise<void> {
  const { faults } = parts;
  if (faults.switches.slowMs > 0) await pause(faults.switches.slowMs, undefined, { ref: false });
  if (faults.strikes('dropConnection')) return drop(response);
  if (faults.strikes('hang')) return;
  const refusal = faultyAnswer(faults);
  if (refusal) return write(response, refusal);
  const isCreation = call.method === 'POST' && call.path.join('/') === 'payment-invoices';
  if (isCreation && faults.strikes('dropBeforeCreate')) return drop(response);
  const answer = call.path[0] === 'cardgate' ? answerCardGateway(parts, call) : answerPrivateApi(parts, call);
  if (isCreation && answer.status === 201 && faults.strikes('createThenDrop')) return drop(response);
  const isCut = faults.strikes('halfJson');
  const marked = faults.switches.mark ? { ...answer, body: `\uFEFF${answer.body}` } : answer;
  write(response, isCut ? { ...marked, body: marked.body.slice(0, marked.body.length >> 1) } : marked);
}

function faultyAnswer(faults: Faults): Answer | null {
  const { htmlStatus, retryAfterSeconds } = faults.switches;
  if (faults.strikes('status401')) return errorAnswer(401, fault('unauthorized', 'not authorised'));
  if (faults.strikes('status403')) return errorAnswer(403, fault('forbidden', 'not for you'));
  if (faults.strikes('status429')) {
    const answer = errorAnswer(429, fault('too_many_requests', 'too many requests'));
    return retryAfterSeconds === null ? answer : withHeader(answer, 'retry-after', String(retryAfterSeconds));
  }
  if (faults.strikes('status500')) return errorAnswer(500, fault('internal_error', 'something broke'));
  if (faults.strikes('html')) return htmlAnswer(htmlStatus, '<html><body><h1>Bad gateway</h1></body></html>');
  return null;
}

async function readCall(request: IncomingMessage): Promise<Call | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) return null;
  const url = new URL(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
  return {
    method: request.method ?? 'GET',
    url,
    path: url.pathname.split('/').slice(1).map(decodeURIComponent),
    authorization: request.headers.authorization ?? '',
    contentType: request.headers['content-type'] ?? '',
    body: Buffer.concat(chunks).toString(),
  };
}

function fault(code: string, detail: string) {
  return { code, title: code.replaceAll('_', ' '), detail };
}

function withHeader(answer: Answer, name: string, value: string): Answer {
  return { ...answer, headers: { ...answer.headers, [name]: value } };
}

function drop(response: ServerResponse): void {
  response.socket?.destroy();
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(status === 204 ? '' : body);
}
