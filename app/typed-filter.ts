const OF_INVOICES = ['status', 'currency', 'from', 'to', 'age'];
const OF_DISCREPANCIES = ['kind', 'severity', 'cause', 'state', 'assignee', 'day'];

/**
 * The list that a typed filter means: `status:processed currency:EUR order-7` → invoices, `kind:chargeback` →
 * discrepancies; words without a name are searched for. Null where no part of it names a filter.
 */
export function typedFilter(text: string, mode: 'live' | 'test'): string | null {
  const words: string[] = [];
  const named = new URLSearchParams();
  for (const part of text.split(/\s+/)) {
    const [, name = '', value = ''] = /^([a-z]+):(\S+)$/i.exec(part) ?? [];
    const key = name.toLowerCase();
    if ([...OF_INVOICES, ...OF_DISCREPANCIES].includes(key)) {
      named.set(key, key === 'currency' ? value.toUpperCase() : value);
    } else {
      words.push(part);
    }
  }
  const names = [...named.keys()];
  if (names.length === 0) return null;
  if (words.length > 0) named.set('search', words.join(' '));
  if (mode === 'test') named.set('mode', mode);
  const isOfInvoices = names.every((name) => OF_INVOICES.includes(name));
  return `/${isOfInvoices ? 'invoices' : 'discrepancies'}?${named}`;
}
