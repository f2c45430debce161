import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import path from 'node:path';
import type { ServerBuild } from '@remix-run/node';
import sirv from 'sirv';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { MAX_FILE_BYTES } from '#reconciliation/statements/table.ts';
import type { Log } from '#runtime/log.ts';
import type { Metrics } from '#runtime/observability/metrics.ts';
import { scopeNow } from '#runtime/observability/scope.ts';
import { bankAnswerKey, bankAnswers } from './endpoints/bank-answers.ts';
import { type Body, withBody } from './endpoints/body.ts';
import { createByteBudget } from './endpoints/byte-budget.ts';
import { callbacks, MAX_CALLBACK_BYTES, refuseStray } from './endpoints/callbacks.ts';
import { healthz, readyz } from './endpoints/health.ts';
import { metrics } from './endpoints/metrics.ts';
import type { CallbackTools } from './endpoints/refuse-callback.ts';
import { sendNothing } from './endpoints/send.ts';
import { hardened, isUploadPath } from './hardening.ts';
import { methodsAt } from './methods.ts';
import { createPageHandler, type PageTools } from './page-handler.ts';
import { refuse } from './refused-requests.ts';
import { answeredInScope, requestScopeOf } from './request-scope.ts';
import { addressOf, callbackSlugOf, originForm } from './request-target.ts';
import { boundSlowClients } from './slow-clients.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type WebTools = PageTools &
  Pick<CallbackTools, 'batcher' | 'intake' | 'isBehind' | 'exponentOf' | 'refusals'> & {
    metrics: Metrics;
    /** Aborted as soon as the process is to end: no new work is to be sent to it. */
    leaving: AbortSignal;
    /** What another machine shows that reads the metrics; null: none may. */
    metricsToken: string | null;
  };

const CLIENT = path.join(PACKAGE_ROOT, 'build/client');
const READ = ['GET', 'HEAD'];
const MACHINES = ['/healthz', '/readyz', '/metrics'];

const NOT_TO_BE_READ =
  'This is the address to which Paymega sends callbacks: it takes them by POST, and there is nothing to read here.';
const MAX_FORM_BYTES = 1024 * 1024;
// Of all that are under way. Callbacks have a room of their own: no form can crowd them out.
const CALLBACKS_BYTES = 64 * 1024 * 1024;
const FORMS_BYTES = 32 * 1024 * 1024;
const MAX_UPLOAD_BYTES = MAX_FILE_BYTES + MAX_FORM_BYTES;
const UPLOADS_BYTES = 2 * MAX_UPLOAD_BYTES;

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
  const page = createPageHandler(tools, build, development !== undefined, isMethodRefused);
  const files = development ?? builtFiles();
  const [ofCallbacks, ofForms] = [createByteBudget(CALLBACKS_BYTES), createByteBudget(FORMS_BYTES)];
  const ofUploads = createByteBudget(UPLOADS_BYTES);
  return patientServer((request, response) => {
    answeredInScope(tools.tracing, requestScopeOf(request, tools.clientOf), request, response, () => {
      answer(request, response).catch((error) => failed(tools.log, error, request, response));
    });
  });

  // Every body is read to its end, or its connection is closed after the answer (endpoints/send.ts): here, for all.
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [receivedAt, startedAt] = [new Date(), performance.now()];
    // Whoever goes on by another process hears so by its next answer here.
    if (tools.leaving.aborted) response.shouldKeepAlive = false;
    hardened(response, tools.publicUrl);
    const slug = callbackSlugOf(request.url ?? '/');
    const isSigned = request.headers['x-signature'] !== undefined;
    if (slug !== null && request.method === 'POST') {
      tools.tracing.routed(request, '/callbacks/:account');
      await withBody(request, MAX_CALLBACK_BYTES, ofCallbacks, (body) =>
        callbacks(tools, slug, request, response, { ...body, receivedAt, startedAt }),
      );
    } else if (isSigned) {
      await withBody(request, MAX_CALLBACK_BYTES, ofCallbacks, (body) =>
        refuseStray(tools, request, response, { ...body, receivedAt, startedAt }),
      );
    } else if (isUpload(request)) {
      await withBody(request, MAX_UPLOAD_BYTES, ofUploads, (body) => answerRest(request, response, body));
    } else {
      await withBody(request, MAX_FORM_BYTES, ofForms, (body) => answerRest(request, response, body));
    }
  }

  async function answerRest(request: IncomingMessage, response: ServerResponse, body: Body): Promise<void> {
    const target = request.url ?? '/';
    if (body.isTurnedAway) {
      response.setHeader('retry-after', '30');
      return refuse(request, response, 503, 'busy', 'too much is under way: try again in half a minute');
    }
    if (callbackSlugOf(target) && READ.includes(request.method ?? '')) {
      response.setHeader('allow', 'POST');
      return refuse(request, response, 405, 'method_not_allowed', NOT_TO_BE_READ);
    }
    request.url = originForm(target);
    const address = addressOf(target, new URL(tools.publicUrl).origin);
    const bankKey = address && bankAnswerKey(address.pathname);
    if (bankKey && !body.isTooLarge) {
      tools.tracing.routed(request, '/bank-answers/:secret');
      return bankAnswers(tools, bankKey, request, response, body.bytes);
    }
    if (!READ.includes(request.method ?? '') && (await isMethodRefused(request, response))) return;
    if (body.isTooLarge)
      return refuse(request, response, 413, 'too_large', 'this form is larger than any of ours');
    if (address && (await machineAnswered(tools, address.pathname, request, response))) return;
    // A file that is gone since the start (a new build, say) must not end the process: sirv listens to no error.
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      files(request, response, resolve);
    });
    if (response.writableEnded || response.destroyed) return;
    if (address) await page(request, response, address, body.bytes);
    else refuse(request, response, 400, 'bad_request', 'this is no address that a browser asks for');
  }

  /** Answers a method that the address does not take, or the question which ones it takes. */
  async function isMethodRefused(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const built = typeof build === 'function' ? await build() : build;
    const allowed = methodsAt(request.url ?? '/', built);
    const { method = '' } = request;
    if (allowed.length === 0 || allowed.includes(method)) return false;
    response.setHeader('allow', allowed.join(', '));
    if (method === 'OPTIONS') sendNothing(response);
    else refuse(request, response, 405, 'method_not_allowed', `this address takes ${allowed.join(', ')}`);
    return true;
  }
}

/** Answers what machines ask for of this process. @returns whether it was one of these addresses */
async function machineAnswered(
  tools: WebTools,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!MACHINES.includes(pathname)) return false;
  tools.tracing.routed(request, pathname);
  if (pathname === '/healthz') healthz(response);
  else if (pathname === '/readyz') await readyz(tools.sql, tools.leaving, response);
  else await metrics(tools.metrics, tools.metricsToken, request, response);
  return true;
}

/** Waits for its clients, and for none without an end. */
function patientServer(listener: RequestListener): Server {
  const patience = { headersTimeout: 15_000, requestTimeout: 60_000, connectionsCheckingInterval: 5000 };
  const server = createServer({ ...patience, maxHeaderSize: 16_384 }, listener);
  server.keepAliveTimeout = 65_000;
  boundSlowClients(server);
  return server;
}

/** A file that somebody sends who has signed in, as far as the cookie tells: whether that still holds is seen later. */
function isUpload({ method, url = '/', headers }: IncomingMessage): boolean {
  return method === 'POST' && isUploadPath(url.split('?')[0] ?? '') && headers.cookie !== undefined;
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
  else refuse(request, response, 500, 'internal', `something broke; quote ${scopeNow().request}`);
}
