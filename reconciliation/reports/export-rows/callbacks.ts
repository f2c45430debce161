import { literal } from '#db/literal.ts';
import { quarantinedOf } from '../../books/quarantined.ts';
import { type CallbackFilter, conditions } from '../../callbacks/callbacks.ts';
import { type RefusedFilter, refusedOf } from '../../callbacks/refused-callbacks.ts';
import type { Clocks } from '../export-clocks.ts';
import { localTime, number, text, time } from '../export-columns.ts';
import type { Section } from '../export-content.ts';

const NO_MONEY = { currency: null, sums: [] } as const;

/** Verified callbacks, newest first: what came and what was made of it, without their bodies; where those were trimmed, after how many months. */
export function callbackRows(filter: CallbackFilter, clocks: Clocks): Section {
  const columns = [
    text('account', literal`accounts.slug`),
    text('callback_id', literal`callbacks.id`),
    time('received_at', literal`received_at`),
    localTime('received_local', clocks.at(literal`received_at`)),
    text('invoice_id', literal`invoice_id`),
    text('mode', literal`mode`),
    text('status', literal`status`),
    time('updated_at', literal`updated_at`),
    text('verdict', literal`verdict`),
    text('reason', literal`reason`),
    number('retry_count', literal`retry_count`),
    number('delay_seconds', literal`floor(extract(epoch from received_at - updated_at))`),
    text('body_sha256', literal`encode(body_sha256, 'hex')`),
    number('body_trimmed_after_months', literal`trimmed.kept_months`),
  ];
  const of = literal`from callbacks join accounts on accounts.id = callbacks.account_id
    left join trimmed_bodies as trimmed on trimmed.source = 'callback'
      and trimmed.month = date_trunc('month', received_at at time zone 'UTC')::date
    where ${conditions(literal, filter)}`;
  return { name: 'callbacks', columns, of, orderBy: literal`callbacks.id desc`, ...NO_MONEY };
}

/** What came to the callback address and was not believed, as far as it is kept. */
export function refusedRows(filter: RefusedFilter, clocks: Clocks): Section {
  const columns = [
    text('account', literal`accounts.slug`),
    text('refused_id', literal`refused_callbacks.id`),
    time('received_at', literal`received_at`),
    localTime('received_local', clocks.at(literal`received_at`)),
    text('reason', literal`reason`),
    text('message', literal`message`),
    text('claimed_invoice_id', literal`invoice_id`),
    text('look_up', literal`look_up`),
    text('address', literal`address`),
    number('skipped', literal`skipped`),
    number('http_status', literal`http_status`),
    text('body_sha256', literal`encode(body_sha256, 'hex')`),
    text('excerpt', literal`excerpt`),
  ];
  const of = literal`from refused_callbacks left join accounts on accounts.id = refused_callbacks.account_id
    where ${refusedOf(literal, filter)}`;
  const orderBy = literal`received_at desc, refused_callbacks.id desc`;
  return { name: 'refused-callbacks', columns, of, orderBy, ...NO_MONEY };
}

/** What is held because it cannot be read exactly, the last told first. */
export function quarantineRows(accountId: number, clocks: Clocks): Section {
  const columns = [
    text('account', literal`accounts.slug`),
    text('subject', literal`held.subject`),
    text('invoice_id', literal`held.invoice_id`),
    text('mode', literal`held.mode`),
    text('reason', literal`held.reason`),
    text('message', literal`held.message`),
    text('source', literal`held.source`),
    time('created_at', literal`held.created_at`),
    time('first_seen_at', literal`held.first_seen_at`),
    time('last_seen_at', literal`held.last_seen_at`),
    localTime('last_seen_local', clocks.at(literal`held.last_seen_at`)),
    text('body_sha256', literal`encode(held.body_sha256, 'hex')`),
  ];
  const of = literal`from (${quarantinedOf(literal, accountId)}) as held
    join accounts on accounts.id = held.account_id`;
  const orderBy = literal`held.last_seen_at desc, held.subject`;
  return { name: 'quarantine', columns, of, orderBy, ...NO_MONEY };
}
