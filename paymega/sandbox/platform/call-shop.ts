import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Mode } from '../../mode.ts';

/** Source: the time-outs of the platform's sender, for the whole call. */
const WHOLE_CALL_MS: Record<Mode, number> = { test: 20_000, live: 60_000 };
const READ_MS: Record<Mode, number> = { test: 10_000, live: 20_000 };

export type ShopCall = {
  method: 'GET' | 'POST';
  url: string;
  mode: Mode;
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal;
};

/** One call to the shop; true where 200 and nothing else came back. Never throws, never follows. */
export function callShop({ method, url, mode, body, headers, signal }: ShopCall): Promise<boolean> {
  return new Promise((resolve) => {
    const target = new URL(url);
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const call = send(target, {
      method,
      agent: false,
      timeout: READ_MS[mode],
      signal: AbortSignal.any([signal, AbortSignal.timeout(WHOLE_CALL_MS[mode])]),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.on('response', (answer) => {
      answer.on('error', () => resolve(false));
      answer.on('close', () => resolve(false));
      answer.on('end', () => resolve(answer.statusCode === 200));
      answer.resume();
    });
    call.end(body);
  });
}
