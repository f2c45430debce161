import { type IncomingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

type Asked = { method?: string; headers?: Readonly<Record<string, string>>; body?: string | Buffer };
export type Heard = { status: number; headers: IncomingHttpHeaders; body: string };

/**
 * A request as it is on the wire: no header is added or taken away, no redirect followed, no path made tidy. Where the
 * address is https any certificate will do.
 */
export function onWire(url: string, target: string, asked: Asked = {}): Promise<Heard> {
  const { method = 'GET', headers = {}, body } = asked;
  const ask = url.startsWith('https:') ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const options = { path: target, method, headers, agent: false, rejectUnauthorized: false };
    const sent = ask(url, options, (answer) => {
      text(answer).then(
        (told) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: told }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Bytes to a server as they are, and all that comes back until it hangs up. */
export function bytesOnWire(url: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let heard = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      heard += part;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}
