import { literal } from '#db/literal.ts';
import { conditions, type DiscrepancyFilter } from '../../discrepancies/conditions.ts';
import type { Clocks } from '../export-clocks.ts';
import { amount, day, localTime, text, time } from '../export-columns.ts';
import { ofMode, type Section } from '../export-content.ts';

/** Discrepancies, the newest first. */
export function discrepancyRows(filter: DiscrepancyFilter, clocks: Clocks): Section {
  const columns = [
    text('account', literal`accounts.slug`),
    text('invoice_id', literal`item.invoice_id`),
    text('reference_id', literal`item.reference_id`),
    text('mode', literal`item.mode`),
    text('kind', literal`item.kind`),
    text('cause', literal`item.cause`),
    text('severity', literal`item.severity`),
    text('state', literal`item.state`),
    text('resolution', literal`item.resolution`),
    text('currency', literal`item.currency`),
    amount('at_risk', literal`item.at_risk`),
    text('ours', literal`item.ours`),
    text('theirs', literal`item.theirs`),
    time('opened_at', literal`item.opened_at`),
    time('last_seen_at', literal`item.last_seen_at`),
    time('resolved_at', literal`item.resolved_at`),
    text('assignee', literal`people.email`),
    text('note', literal`item.note`),
    text('item_id', literal`item.id`),
    text('subject', literal`item.subject`),
    day('business_day', clocks.day(literal`item.invoice_created_at`)),
    time('invoice_created_at', literal`item.invoice_created_at`),
    localTime('invoice_created_local', clocks.at(literal`item.invoice_created_at`)),
    localTime('opened_local', clocks.at(literal`item.opened_at`)),
    localTime('resolved_local', clocks.at(literal`item.resolved_at`)),
    text('resolved_by', literal`resolver.email`),
  ];
  return {
    name: 'discrepancies',
    columns,
    of: literal`from discrepancies as item
      join accounts on accounts.id = item.account_id
      left join currencies on currencies.code = item.currency
      left join people on people.id = item.assignee_id
      left join people as resolver on resolver.id = item.resolved_by
      where ${conditions(literal, filter)}`,
    orderBy: literal`item.opened_at desc, item.id desc`,
    currency: ofMode(literal`item.currency`, literal`item.mode`, filter.mode),
    sums: ['at_risk'],
  };
}
