import type { IncomingMessage, ServerResponse } from 'node:http';

/** Facts of a span: routes, verdicts, numbers. Never what people or Paymega wrote, never an address. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The span of somebody else that a request belongs to (W3C Trace Context). */
export type ForeignSpan = { trace: string; span: string; isSampled: boolean };

/** Carries a work out as a span of its own, below the one that goes on. */
export type Spanned = <T>(name: string, attributes: Attributes, work: () => Promise<T>) => Promise<T>;

/** Where time goes, for who collects traces. */
export type Tracing = {
  /** Serves a request as a span that ends when its answer has gone. `work` begins at once. */
  served<T>(request: IncomingMessage, response: ServerResponse, parent: ForeignSpan | null, work: () => T): T;
  /** Says which route a request asks for: the pattern, which its span is called by. */
  routed(request: IncomingMessage, route: string): void;
  spanned: Spanned;
  /** Says of the span that goes on what is known by now. */
  note(attributes: Attributes): void;
  /** Tells of something that is over. */
  told(name: string, seconds: number, attributes: Attributes): void;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
};

/** Where nobody collects traces: nothing is loaded for it, and nothing done. */
export const NO_TRACING: Tracing = {
  served: (_request, _response, _parent, work) => work(),
  routed: () => undefined,
  spanned: (_name, _attributes, work) => work(),
  note: () => undefined,
  told: () => undefined,
  close: async () => undefined,
};
