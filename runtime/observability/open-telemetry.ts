import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import {
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.ts';
import { scopeNow, withinScope } from './scope.ts';
import type { ForeignSpan, Tracing } from './tracing.ts';

const TELL_EVERY_MS = 60_000;
const CLOSE_MS = 3000;

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP in JSON. Where to, what is sampled and how often it is sent say the
 * standard variables (`OTEL_…`), which the library reads itself. Only loaded where an endpoint is configured.
 * @param process what this process is: web, worker or all
 */
export function openTracing(log: Log, process: string): Tracing {
  tellTroubles(log);
  const own = resourceFromAttributes({ 'service.name': 'counterfoil', 'counterfoil.process': process });
  const provider = new BasicTracerProvider({
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last, and wins.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('counterfoil');
  const contexts = new AsyncLocalStorage<Context>();
  const contextNow = () => contexts.getStore() ?? ROOT_CONTEXT;
  const within = <T>(span: Span, work: () => T): T =>
    contexts.run(trace.setSpan(contextNow(), span), () =>
      withinScope({ trace: span.spanContext().traceId }, work),
    );
  return {
    served(request, response, parent, work) {
      return within(requestSpan(tracer, request, response, parent), work);
    },
    routed({ method }, route) {
      const span = trace.getSpan(contextNow());
      span?.updateName(`${method} ${route}`).setAttribute('http.route', route);
    },
    async spanned(name, attributes, work) {
      const span = tracer.startSpan(name, { attributes }, contextNow());
      try {
        return await within(span, work);
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    note(attributes) {
      trace.getSpan(contextNow())?.setAttributes(attributes);
    },
    told(name, seconds, attributes) {
      const startTime = Date.now() - seconds * 1000;
      const span = tracer.startSpan(name, { attributes, startTime, kind: SpanKind.CLIENT }, contextNow());
      if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    // A collector that is away must not hold up the end.
    close: () => Promise.race([provider.shutdown(), after(CLOSE_MS, undefined, { ref: false })]),
  };
}

function requestSpan(
  tracer: Tracer,
  { method = 'GET' }: IncomingMessage,
  response: ServerResponse,
  parent: ForeignSpan | null,
): Span {
  const { request = '' } = scopeNow();
  const attributes = { 'http.request.method': method, 'counterfoil.request': request };
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, contextOf(parent));
  response.once('close', () => {
    const { statusCode, writableFinished } = response;
    span.setAttribute('http.response.status_code', statusCode);
    if (!writableFinished) span.setAttribute('counterfoil.client_gone', true);
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  return span;
}

function contextOf(parent: ForeignSpan | null): Context {
  if (parent === null) return ROOT_CONTEXT;
  const traceFlags = parent.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId: parent.trace, spanId: parent.span, traceFlags, isRemote: true },
  });
}

// The kind of an error only: its words may quote what nobody else is to read.
function failed(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A collector that is away is said once a minute, not with each batch; the library's words may hold its answer. */
function tellTroubles(log: Log): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = () => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    log.warn('traces could not be sent: see OTEL_EXPORTER_OTLP_ENDPOINT');
  };
  const quiet = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
