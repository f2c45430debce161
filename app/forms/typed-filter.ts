import type { Mode } from '#paymega/mode.ts';

const OF_BOTH = ['currency', 'from', 'to'];
const OF_INVOICES = ['status', 'age'];
const OF_DISCREPANCIES = ['kind', 'severity', 'cause', 'state', 'assignee', 'day'];
const ALL = [...OF_BOTH, ...OF_INVOICES, ...OF_DISCREPANCIES];

/**
 * The list that a typed filter means: `status:processed currency:EUR order-7` → invoices, `kind:chargeback` →
 * discrepancies; words without a name are searched for. Null where no part of it names a filter, or where no one list has
 * all that are named.
 */
export function typedFilter(text: string, mode: Mode): string | null {
  const terms: string[] = [];
  const named = new URLSearchParams();
  for (const part of text.split(/\s+/)) {
    const [, name = '', value = ''] = /^([a-z]+):(\S+)$/i.exec(part) ?? [];
    const key = name.toLowerCase();
    if (ALL.includes(key)) named.set(key, key === 'currency' ? value.toUpperCase() : value);
    else terms.push(part);
  }
  const names = [...named.keys()];
  const list = listOf(names);
  if (names.length === 0 || list === null) return null;
  if (terms.length > 0) named.set('search', terms.join(' '));
  if (mode === 'test') named.set('mode', mode);
  return `/${list}?${named}`;
}

function listOf(names: readonly string[]): string | null {
  if (names.every((name) => !OF_DISCREPANCIES.includes(name))) return 'invoices';
  return names.every((name) => !OF_INVOICES.includes(name)) ? 'discrepancies' : null;
}
