import { z } from 'zod';
import { readJson } from '../../json.ts';
import { MoneyError, parseMinor } from '../../money.ts';
import { type Answer, errorAnswer, invalid, jsonAnswer, notFound } from './answer.ts';
import { readSwitches } from './faults.ts';
import { invoiceDocument } from './invoice-document.ts';
import type { Change } from './invoice-view.ts';
import { amountNumeral, withNumerals } from './json-text.ts';
import { notify } from './notifications.ts';
import type { Call, Parts } from './parts.ts';

const MONEY = {
  amount: 'amount',
  payment_amount: 'paymentAmount',
  fee: 'fee',
  deposit: 'deposit',
  processed_amount: 'processedAmount',
  processed_fee: 'processedFee',
  processed_deposit: 'processedDeposit',
  refunded_amount: 'refundedAmount',
  charged_back_amount: 'chargedBackAmount',
} as const;

const OTHERS = {
  status: 'status',
  resolution: 'resolution',
  currency: 'currency',
  reference_id: 'referenceId',
  description: 'description',
  processed: 'processedAt',
  refunded: 'refundedAt',
  failed: 'failedAt',
  updated: 'updatedAt',
} as const;

const patchSchema = z.strictObject({
  ...Object.fromEntries(Object.keys(MONEY).map((key) => [key, amountNumeral.nullable().optional()])),
  status: z.string().optional(),
  resolution: z.string().nullable().optional(),
  currency: z.string().optional(),
  reference_id: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  processed: z.number().int().nullable().optional(),
  refunded: z.number().int().nullable().optional(),
  failed: z.number().int().nullable().optional(),
  updated: z.number().int().optional(),
  test_mode: z.boolean().optional(),
  callback: z.enum(['delivered', 'lost']).default('lost'),
});

/**
 * `/__sandbox`: what nobody can do at the real Paymega. `POST invoices/{id}` sets attributes (and `callback:
 * "delivered"` tells of it; `updated` is bumped unless given), `DELETE invoices/{id}` makes one vanish, `faults` are
 * read by GET and switched by PUT: what a PUT does not name is off.
 */
export function answerControlApi(parts: Parts, call: Call): Answer {
  const [, noun, id] = call.path;
  try {
    if (noun === 'faults' && id === undefined) return answerFaults(parts, call);
    const view = noun === 'invoices' && id !== undefined ? parts.ledger.invoice(id) : null;
    if (!view) return notFound(`nothing is at ${call.url.pathname}`);
    if (call.method === 'POST') return patchInvoice(parts, view.id, view.exponent, call.body);
    if (call.method !== 'DELETE') return notFound(`${call.method} is not possible here`);
    parts.ledger.remove(view.id);
    return { status: 204, body: '', headers: {} };
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError || error instanceof MoneyError))
      throw error;
    return errorAnswer(422, { code: 'invalid', title: 'Invalid', detail: error.message });
  }
}

function answerFaults({ faults }: Parts, call: Call): Answer {
  if (call.method === 'PUT') Object.assign(faults.switches, readSwitches(sent(call.body)));
  return jsonAnswer(200, faults.switches);
}

function sent(body: string): unknown {
  return withNumerals(readJson(body).value);
}

function patchInvoice(parts: Parts, id: string, exponent: number, body: string): Answer {
  const { callback, test_mode, ...patch } = patchSchema.parse(sent(body));
  const given: Record<string, unknown> = patch;
  const change: Record<string, unknown> = {};
  if (test_mode !== undefined) change.mode = test_mode ? 'test' : 'live';
  for (const [key, name] of Object.entries(OTHERS)) if (key in given) change[name] = given[key];
  for (const [key, name] of Object.entries(MONEY)) {
    const numeral = given[key];
    if (numeral === null) change[name] = null;
    if (typeof numeral === 'string') change[name] = parseMinor(numeral, exponent);
  }
  return changed(parts, id, change, callback);
}

function changed(parts: Parts, id: string, change: Change, callback: 'delivered' | 'lost'): Answer {
  const view = parts.ledger.change(id, change);
  if (!view) return invalid('id', 'the invoice is not there any more');
  if (callback === 'delivered') notify(parts, view);
  return jsonAnswer(200, invoiceDocument(view, parts.addresses));
}
