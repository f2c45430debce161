import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '#runtime/client-address.ts';
import { type Scope, withinScope } from '#runtime/observability/scope.ts';
import type { ForeignSpan, Tracing } from '#runtime/observability/tracing.ts';

const WELL_FORMED = /^[\w.:=+/-]{8,128}$/;
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** An id for a request, and what a proxy that we trust says it is part of. */
export type RequestScope = { id: string; parent: ForeignSpan | null };

/**
 * The id of a request: that of a proxy that we trust (`X-Request-Id`), else one of our own. Its trace (`traceparent`) is
 * believed of the same alone: anybody else could make a request look like a part of another one.
 */
export function requestScopeOf(
  request: IncomingMessage,
  clientOf: (request: IncomingMessage) => Client,
): RequestScope {
  const { 'x-request-id': given, traceparent } = request.headers;
  // Asked only where there is something to believe: callbacks come by the thousand, and have neither.
  if ((given === undefined && traceparent === undefined) || !clientOf(request).isPeerTrusted)
    return { id: randomUUID(), parent: null };
  const id = typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
  return { id, parent: typeof traceparent === 'string' ? foreignSpan(traceparent) : null };
}

function foreignSpan(traceparent: string): ForeignSpan | null {
  const [, trace, span, flags = ''] = TRACEPARENT.exec(traceparent) ?? [];
  if (trace === undefined || span === undefined) return null;
  return { trace, span, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Answers a request within its scope, and as a span; tells its id with the answer. */
export function answeredInScope<T>(
  tracing: Tracing,
  { id, parent }: RequestScope,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => T,
): T {
  response.setHeader('x-request-id', id);
  const scope: Scope = parent ? { request: id, trace: parent.trace } : { request: id };
  return withinScope(scope, () => tracing.served(request, response, parent, work));
}
