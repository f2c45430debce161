import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Sql } from '#db/connection.ts';
import type { CallObserver } from '#paymega/observed.ts';
import { createBookGauges } from './book-gauges.ts';

/** What is counted in this process, and read of the books when somebody asks. */
export type Metrics = {
  /** Told after each answer to a callback. @param verdict `unavailable` where it was not kept */
  callbackAnswered(verdict: string, seconds: number): void;
  /** Told after each call of Paymega's private API. */
  apiCalled: CallObserver;
  /** Everything, as Prometheus reads it. */
  text(): Promise<string>;
  contentType: string;
};

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** The metrics of this process. main.ts makes one. */
export function createMetrics(sql: Sql): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const callbacks = new Histogram({
    ...{ name: 'counterfoil_callback_answer_seconds', registers, buckets: SECONDS, labelNames: ['verdict'] },
    help: 'From the first byte of a callback to its answer, by what was answered',
  });
  const calls = new Histogram({
    ...{ name: 'counterfoil_api_call_seconds', registers, buckets: SECONDS, labelNames: ['outcome'] },
    help: 'Calls of Paymega’s private API with their retries, by outcome',
  });
  const errors = new Counter({
    ...{ name: 'counterfoil_api_errors_total', registers, labelNames: ['fault'] },
    help: 'Calls of Paymega’s private API that brought no usable answer, by fault',
  });
  const books = createBookGauges(sql, registers);
  return {
    callbackAnswered: (verdict, seconds) => callbacks.observe({ verdict }, seconds),
    apiCalled(fault, seconds) {
      calls.observe({ outcome: fault === null ? 'answered' : 'failed' }, seconds);
      if (fault !== null) errors.inc({ fault });
    },
    async text() {
      await books.read();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
