import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequestHandler, type ServerBuild } from '@remix-run/node';
import type { Client } from '#runtime/client-address.ts';
import { scopeNow } from '#runtime/observability/scope.ts';
import type { Tracing } from '#runtime/observability/tracing.ts';
import type { Context } from '../context.ts';
import { foreignForm, holdsNul, isReadable } from './hardening.ts';
import { takesOnlyForms } from './methods.ts';
import { fromNode, toNode } from './node-bridge.ts';
import type { ProxyWatch } from './proxy-watch.ts';
import { answered, refuse } from './refused-requests.ts';
import { routePattern } from './route-pattern.ts';
import { withDomainErrors } from './with-domain-errors.ts';

export type PageTools = Omit<
  Context,
  'address' | 'userAgent' | 'signal' | 'nonce' | 'method' | 'route' | 'proxyWarnings' | 'requestId'
> & {
  clientOf: (request: IncomingMessage) => Client;
  proxyWatch: ProxyWatch;
  tracing: Tracing;
};

type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  address: URL,
  body: Buffer,
) => Promise<void>;

/**
 * The pages and the API (Remix), behind what must hold for all of them. The body was read already.
 * @param isMethodRefused answers a method that an address does not take
 */
export function createPageHandler(
  tools: PageTools,
  build: ServerBuild | (() => Promise<ServerBuild>),
  isDevelopment: boolean,
  isMethodRefused: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
): PageHandler {
  const answering =
    typeof build === 'function' ? async () => withDomainErrors(await build()) : withDomainErrors(build);
  const pages = createRequestHandler(answering, isDevelopment ? 'development' : 'production');
  return async (request, response, address, body) => {
    if (address.pathname.startsWith('/assets/'))
      return refuse(request, response, 404, 'unknown_path', 'no such file');
    const client = tools.clientOf(request);
    tools.proxyWatch.look(client, address.pathname);
    const foreign = foreignForm(request, address, tools.publicUrl);
    if (foreign !== null) return refuse(request, response, 403, 'foreign_form', foreign);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asked = fromNode(request, address, body, gone.signal);
    if (!asked)
      return refuse(request, response, 400, 'bad_request', 'this is no request that a browser makes');
    if (!isReadable(asked))
      return refuse(
        request,
        response,
        415,
        'unreadable_body',
        'send a form: application/x-www-form-urlencoded',
      );
    if (holdsNul(asked, body)) {
      const message = 'A field of this form holds a NUL character, which nothing here can hold.';
      return refuse(request, response, 422, 'unreadable_field', message);
    }
    const { routes } = typeof build === 'function' ? await build() : build;
    const route = routePattern(routes, address.pathname);
    tools.tracing.routed(request, route);
    // Read, it would be a frame with nothing in it.
    if (takesOnlyForms(address.pathname, { routes }) && (await isMethodRefused(request, response))) return;
    const context: Context = {
      ...tools,
      address: client.address,
      userAgent: request.headers['user-agent'] ?? null,
      nonce: randomBytes(16).toString('base64'),
      signal: gone.signal,
      method: asked.method,
      route,
      requestId: scopeNow().request ?? '',
      proxyWarnings: tools.proxyWatch.warnings(),
    };
    const made = await answered(request, await pages(asked, context));
    // A page's data comes without: nothing of the books is for a cache to keep.
    if (!made.headers.has('cache-control')) response.setHeader('cache-control', 'no-store');
    // What is shown after an act is of the account that was acted on, whatever another tab has chosen meanwhile.
    const acted = asked.method === 'POST' ? address.searchParams.get('account') : null;
    if (acted && made.status < 400 && !address.pathname.startsWith('/api/'))
      response.appendHeader('set-cookie', await tools.cookies.account.serialize(acted));
    await toNode(made, response);
  };
}
