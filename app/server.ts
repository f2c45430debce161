import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestHandler, type ServerBuild } from '@remix-run/node';
import sirv from 'sirv';
import type { Client } from '../client.ts';
import type { Log } from '../log.ts';
import type { Context } from './context.ts';
import { readBody } from './endpoints/body.ts';
import { type CallbackTools, callbacks } from './endpoints/callbacks.ts';
import { healthz, readyz } from './endpoints/health.ts';
import { hardened, isForeignForm, isReadable } from './hardening.ts';
import { fromNode, toNode } from './node-bridge.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type WebTools = Omit<Context, 'address' | 'userAgent' | 'signal' | 'nonce'> &
  Pick<CallbackTools, 'intake' | 'exponentOf'> & { clientOf: (request: IncomingMessage) => Client };

const CLIENT = fileURLToPath(new URL('../build/client', import.meta.url));
const MAX_FORM_BYTES = 1024 * 1024;
const CALLBACKS = /^\/callbacks(?:\/([^/?]+))?\/?(?:\?|$)/;

/**
 * The web server: machines' endpoints first (plain Node), then files, then the pages (Remix).
 * @param build the console as built, or a function that gives the newest in development
 * @param development Vite's middleware, in development
 */
export function createWebServer(
  tools: WebTools,
  build: ServerBuild | (() => Promise<ServerBuild>),
  development?: Middleware,
): Server {
  const pages = createRequestHandler(build, development ? 'development' : 'production');
  const files = development ?? builtFiles();
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
    (request, response) => {
      answer(request, response).catch((error) => failed(tools.log, error, response));
    },
  );
  server.keepAliveTimeout = 65_000;
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    hardened(response, tools.publicUrl);
    const callback = CALLBACKS.exec(path);
    if (callback && request.method === 'POST') return callbacks(tools, callback[1], request, response);
    if (path === '/healthz') return healthz(response);
    if (path === '/readyz') return readyz(tools.sql, response);
    // A file that is gone since the start (a new build, say) must not end the process: sirv listens to no error.
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      files(request, response, resolve);
    });
    if (!response.writableEnded && !response.destroyed) await page(request, response);
  }

  async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/assets/')) return plain(response, 404, 'no such file');
    if (isForeignForm(request, tools.publicUrl))
      return plain(response, 403, 'this form was sent from another site');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const nonce = randomBytes(16).toString('base64');
    const { address } = tools.clientOf(request);
    const userAgent = request.headers['user-agent'] ?? null;
    const context: Context = { ...tools, address, userAgent, nonce, signal: gone.signal };
    const { bytes, isTooLarge } = await readBody(request, MAX_FORM_BYTES);
    if (isTooLarge) return plain(response, 413, 'this form is larger than any of ours');
    const asked = fromNode(request, bytes, new URL(tools.publicUrl).origin, gone.signal);
    if (!asked) return plain(response, 400, 'this is no request that a browser makes');
    if (!isReadable(asked)) return plain(response, 415, 'send a form: application/x-www-form-urlencoded');
    const made = await pages(asked, context);
    // A page's data comes without: nothing of the books is for a cache to keep.
    if (!made.headers.has('cache-control')) response.setHeader('cache-control', 'no-store');
    // What is shown after an act is of the account that was acted on, whatever another tab has chosen meanwhile.
    const acted = asked.method === 'POST' ? new URL(asked.url).searchParams.get('account') : null;
    if (acted && made.status < 400 && !request.url?.startsWith('/api/'))
      response.appendHeader('set-cookie', await tools.cookies.account.serialize(acted));
    await toNode(made, response);
  }
}

function builtFiles(): Middleware {
  return sirv(CLIENT, {
    ...{ etag: true, brotli: true, gzip: true },
    setHeaders(response, path) {
      // Names under /assets carry the hash of what is in them.
      if (path.startsWith('/assets/'))
        response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  });
}

function plain(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${words}\n`);
}

function failed(log: Log, error: unknown, response: ServerResponse): void {
  if (response.destroyed) return;
  log.error({ err: error }, 'a request failed');
  if (response.headersSent) response.destroy();
  else plain(response, 500, 'something broke');
}
