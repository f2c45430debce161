import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answerPortal, type PortalFile } from '../portal/portal.ts';
import { answerAcs } from './acs.ts';
import { type Answer, errorAnswer } from './answer.ts';
import { answerCardGateway } from './card-gateway.ts';
import { answerControlApi } from './control-api.ts';
import { isOfGateway, type Mishap, mishapAfter, mishapBefore } from './mishaps.ts';
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
  if (!call) return write(response, tooLarge());
  switch (call.path[0]) {
    case '__sandbox':
      return write(response, answerControlApi(parts, call));
    case 'portal':
      return writeFile(response, await answerPortal(parts, call));
    case 'acs':
      return write(response, answerAcs(parts, call));
    default:
      return faultyExchange(parts, call, response);
  }
}

async function faultyExchange(parts: Parts, call: Call, response: ServerResponse): Promise<void> {
  const { faults } = parts;
  if (faults.switches.slowMs > 0) await pause(faults.switches.slowMs, undefined, { ref: false });
  const before = mishapBefore(faults, call);
  if (before) return answerWrongly(response, before);
  const answer = isOfGateway(call) ? answerCardGateway(parts, call) : answerPrivateApi(parts, call);
  const after = mishapAfter(faults, call, answer);
  if (after) return answerWrongly(response, after);
  const isCut = faults.strikes('halfJson');
  const marked = faults.switches.mark ? { ...answer, body: `\uFEFF${answer.body}` } : answer;
  write(response, isCut ? { ...marked, body: marked.body.slice(0, marked.body.length >> 1) } : marked);
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

function tooLarge(): Answer {
  return errorAnswer(413, { code: 'too_large', title: 'too large', detail: 'the body is too large' });
}

function answerWrongly(response: ServerResponse, mishap: Mishap): void {
  if (mishap === 'silence') return;
  if (mishap === 'drop') response.socket?.destroy();
  else if ('answer' in mishap) write(response, mishap.answer);
  else writeHalf(response, mishap.half);
}

/** The length of the whole, half of the bytes, then nothing but the end of the connection. */
function writeHalf(response: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
}

function writeFile(response: ServerResponse, file: PortalFile | Answer): void {
  if (!('bytes' in file)) {
    write(response, file);
    return;
  }
  const named = { 'content-disposition': `attachment; filename="${file.fileName}"` };
  response.writeHead(200, { ...named, 'content-length': file.bytes.length }).end(file.bytes);
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(status === 204 ? '' : body);
}
