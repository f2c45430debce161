import type { ServerBuild } from '@remix-run/node';
import { databaseErrorOf } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import { domainErrorOf, responseOf } from './domain-errors.server.ts';

type Module = NonNullable<ServerBuild['routes'][string]>['module'];
type Handler = NonNullable<Module['loader']>;

/**
 * The console as it was built, with every loader and action answering what the rooms below throw: a page of
 * it need not catch anything to have the right status.
 */
export function withDomainErrors(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route];
    const { module } = route;
    const reader = id.startsWith('api/') ? 'program' : isPage(module) ? 'page' : 'address';
    const answering = (handler: Handler | undefined) => handler && answeringErrors(handler, reader);
    const own = { ...module, loader: answering(module.loader), action: answering(module.action) };
    return [id, { ...route, module: own }];
  });
  return { ...build, routes: Object.fromEntries(routes) };
}

/** What broke of ours, for a page that says by which id to ask for it; the framework would tell no more than that it did. */
function told(error: unknown, { request, context }: Parameters<Handler>[0]): unknown {
  if (!(error instanceof Error) || request.signal.aborted) return error;
  const { log, route, requestId } = context;
  log.error({ err: error, route, sqlstate: databaseErrorOf(error)?.code }, 'a request failed');
  return new Response('', { status: 500, statusText: requestId });
}

function isPage(module: Module): boolean {
  return module.default !== undefined || module.ErrorBoundary !== undefined;
}

function answeringErrors(handler: Handler, reader: Parameters<typeof responseOf>[1]): Handler {
  return async (given) => {
    try {
      return await handler(given);
    } catch (error) {
      const known = domainErrorOf(error);
      const { log, route, requestId } = given.context;
      if (known === null) throw reader === 'page' ? told(error, given) : error;
      if (!(error instanceof Refusal)) log.error({ err: error, route }, 'a request failed');
      throw responseOf(known, reader, requestId);
    }
  };
}
