import type { z } from 'zod';
import type { PENDING } from './filter.server.ts';

/**
 * What an address says of which of those that are pending, beside the mode, to go on behind a query:
 * `&age=old`.
 */
export function narrowingOf({ mode: _mode, account: _account, ...asked }: z.output<typeof PENDING>): string {
  const { age, status, service, currency, search, from, to } = asked;
  const named = { age, status, service: service === null ? 'none' : service, currency, search, from, to };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(named)) if (value) params.set(name, value);
  return params.size > 0 ? `&${params}` : '';
}
