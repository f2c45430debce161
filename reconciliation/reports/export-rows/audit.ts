import { literal } from '#db/literal.ts';
import { type AuditFilter, conditions } from '#identity/audit/audit-list.ts';
import type { Clocks } from '../export-clocks.ts';
import { localTime, number, text, time } from '../export-columns.ts';
import type { Section } from '../export-content.ts';

/** The audit, newest first, each line with its hash in the chain. */
export function auditRows(filter: AuditFilter, clocks: Clocks): Section {
  const columns = [
    number('id', literal`audit.id`),
    time('at', literal`at`),
    text('actor', literal`actor`),
    text('act', literal`act`),
    text('subject', literal`subject`),
    text('details', literal`details`),
    text('address', literal`host(address)`),
    text('hash', literal`encode(link.hash, 'hex')`),
    localTime('at_local', clocks.at(literal`at`)),
  ];
  return {
    name: 'audit',
    columns,
    of: literal`from audit left join audit_chain as link on link.audit_id = audit.id
      where ${conditions(literal, filter)}`,
    orderBy: literal`audit.id desc`,
    currency: null,
    sums: [],
  };
}
