import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '#runtime/observability/metrics.ts';
import { send, sendJson } from './send.ts';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
/** What proxies add: what came through one is not of this machine, whatever its connection says. */
const OF_PROXIES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Prometheus: for this machine itself; for others by a bearer token, where one is configured. */
export async function metrics(
  { text, contentType }: Metrics,
  token: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOfThisMachine(request) && !hasToken(request, token)) {
    response.setHeader('www-authenticate', 'Bearer');
    return sendJson(response, 401, {
      error: 'metrics are for this machine, or for who sends METRICS_TOKEN as a bearer token',
    });
  }
  send(response, 200, contentType, await text());
}

function isOfThisMachine({ socket, headers }: IncomingMessage): boolean {
  if (OF_PROXIES.some((name) => headers[name] !== undefined)) return false;
  return LOOPBACK.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '');
}

function hasToken({ headers }: IncomingMessage, token: string | null): boolean {
  const told = Buffer.from(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token ?? '');
  return wanted.length > 0 && told.length === wanted.length && timingSafeEqual(told, wanted);
}
