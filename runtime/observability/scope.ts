import { AsyncLocalStorage } from 'node:async_hooks';

/** What something is done for; stands in every line of the log that is written meanwhile. */
export type Scope = Readonly<{
  /** The id of a request, as it was answered with (`X-Request-Id`). */
  request?: string;
  /** The trace that it is a part of (W3C Trace Context). */
  trace?: string;
  job?: string;
  jobId?: string;
  run?: string;
}>;

const scopes = new AsyncLocalStorage<Scope>();

/** The scope of what is done now; empty where it is done for nobody. */
export function scopeNow(): Scope {
  return scopes.getStore() ?? {};
}

/** Does a work, and all that it begins, within the present scope and what is added to it. */
export function withinScope<T>(added: Scope, work: () => T): T {
  return scopes.run({ ...scopeNow(), ...added }, work);
}

/** For what is shared by many: it is nobody's, whoever happens to have begun it. */
export function outsideScopes<T>(work: () => T): T {
  return scopes.run({}, work);
}
