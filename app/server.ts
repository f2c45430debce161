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
import { methodsAt } from './methods.ts';
import { fromNode, toNode } from './node-bridge.ts';
import { answered, refuse } from './refused-requests.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type WebTools = Omit<Context, 'address' | 'userAgent' | 'signal' | 'nonce'> &
  Pick<CallbackTools, 'intake' | 'exponentOf'> & { clientOf: (request: IncomingMessage) => Client };

const CLIENT = fileURLToPath(new URL('../build/client', import.meta.url));
const READ = ['GET', 'HEAD'];
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
      answer(request, response).catch((error) => failed(tools.log, error, request, response));
    },
  );
  server.keepAliveTimeout = 65_000;
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    hardened(response, tools.publicUrl);
    const callback = CALLBACKS.exec(path);
    if (callback && request.method === 'POST') return callbacks(tools, callback[1], request, response);
    if (!READ.includes(request.method ?? '') && (await isMethodRefused(request, response))) return;
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

  /** Answers a method that the address does not take, or the question which ones it takes. */
  async function isMethodRefused(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const built = typeof build === 'function' ? await build() : build;
    const allowed = methodsAt(request.url ?? '/', built);
    const { method = '' } = request;
    if (allowed.length === 0 || allowed.includes(method)) return false;
    response.setHeader('allow', allowed.join(', '));
    // Its body is not read.
    response.setHeader('connection', 'close');
    if (method === 'OPTIONS') response.writeHead(204).end();
    else refuse(request, response, 405, 'method_not_allowed', `this address takes ${allowed.join(', ')}`);
    return true;
  }

  async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/assets/'))
      return refuse(request, response, 404, 'unknown_path', 'no such file');
    if (isForeignForm(request, tools.publicUrl))
      return refuse(request, response, 403, 'foreign_form', 'this form was sent from another site');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const nonce = randomBytes(16).toString('base64');
    const { address } = tools.clientOf(request);
    const userAgent = request.headers['user-agent'] ?? null;
    const context: Context = { ...tools, address, userAgent, nonce, signal: gone.signal };
    const { bytes, isTooLarge } = await readBody(request, MAX_FORM_BYTES);
    if (isTooLarge)
      return refuse(request, response, 413, 'too_large', 'this form is larger than any of ours');
    const asked = fromNode(request, bytes, new URL(tools.publicUrl).origin, gone.signal);
    if (!asked)
      return refuse(request, response, 400, 'bad_request', 'this is no request that a browser makes');
    if (!isReadable(asked)) {
      const words = 'send a form: application/x-www-form-urlencoded';
      return refuse(request, response, 415, 'unreadable_body', words);
    }
    const made = await answered(request, await pages(asked, context));
    // Remix calls it a bad request to read what only takes forms.
    if (made.status === 400 && (await isMethodRefused(request, response))) return;
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

function failed(log: Log, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) return;
  log.error({ err: error }, 'a request failed');
  if (response.headersSent) response.destroy();
  else refuse(request, response, 500, 'internal', 'something broke');
}
