import { z } from 'zod';
import { type Answer, errorAnswer, invalid, jsonAnswer, notFound } from './answer.ts';
import { callAttributes } from './call-attributes.ts';
import { cardOutcome, outcomeChange } from './card-outcome.ts';
import { variantsIn } from './challenge-variants.ts';
import type { InvoiceView } from './invoice-view.ts';
import { changeAndNotify } from './notifications.ts';
import { requiredText } from './order.ts';
import type { Call, Parts } from './parts.ts';
import { challengeOf } from './three-ds.ts';

/** The names that the document gives for what is known of the payer's browser; each value is a text. */
const BROWSER_INFO = [
  ...['browser_accept_header', 'browser_color_depth', 'browser_ip', 'browser_java_enabled'],
  ...['browser_language', 'browser_screen_height', 'browser_screen_width', 'browser_tz'],
  ...['browser_user_agent', 'device_channel', 'window_height', 'window_width'],
];

const browserInfoSchema = z.strictObject(
  Object.fromEntries(BROWSER_INFO.map((name) => [name, z.string(`${name} must be a text`).optional()])),
  { error: ({ code }) => (code === 'invalid_type' ? 'browser_info must be an object' : undefined) },
);

const saleSchema = z.object({
  card_number: requiredText('card_number').regex(/^\d{12,19}$/, 'card_number must be 12 to 19 digits'),
  card_holder: requiredText('card_holder').min(1, 'card_holder is empty').max(100),
  cvv: requiredText('cvv').regex(/^\d{3,4}$/, 'cvv must be 3 or 4 digits'),
  exp_month: requiredText('exp_month').regex(/^(0[1-9]|1[0-2])$/, 'exp_month must be 01 to 12'),
  exp_year: requiredText('exp_year').regex(/^\d\d$/, 'exp_year must be two digits'),
  browser_info: browserInfoSchema.optional(),
});
type Sale = z.infer<typeof saleSchema>;

const FORM = { type: 'sale-operation', attributes: saleSchema };

/** What opens the card gateway for an invoice: its bearer token. */
export const TOKEN_PURPOSE = 'token';

/**
 * `POST {cardgate}/payment/sale`: one attempt to pay with a test card, authorised by the invoice's bearer token.
 * The card holder's name says how the bank's challenge differs from the usual one (`challengeVariant`).
 */
export function answerCardGateway(parts: Parts, call: Call): Answer {
  const isSale = call.method === 'POST' && call.path.join('/') === 'cardgate/payment/sale';
  if (!isSale) return notFound(`nothing is at ${call.url.pathname}`);
  const view = invoiceOf(parts, call.authorization);
  if (!view) {
    return errorAnswer(401, {
      code: 'unauthorized',
      title: 'Unauthorized',
      detail: 'the token opens no invoice',
    });
  }
  const read = callAttributes(FORM, call);
  if ('refusal' in read) return read.refusal;
  // Procedural invoices live by their own timeline.
  if (!parts.ledger.isCreatedByCall(view.id) || view.status !== 'created') {
    return invalid('status', `the invoice is ${view.status}: it cannot be paid`);
  }
  return sell(parts, view, read.attributes);
}

function sell(parts: Parts, view: InvoiceView, sale: Sale): Answer {
  const { is3ds, outcome } = cardOutcome(sale.card_number, sale.exp_month + sale.exp_year, view.mode);
  if (!is3ds) {
    changeAndNotify(parts, view.id, outcomeChange(view, outcome, parts.now()));
    return jsonAnswer(200, { status: outcome.status, auth_mode: null, auth_payload: [] });
  }
  const resolution = outcome.status === 'process_pending' ? outcome.resolution : null;
  changeAndNotify(parts, view.id, { status: 'process_pending', resolution });
  const variants = variantsIn(sale.card_holder);
  if (variants.includes('OTP')) {
    const auth_payload = { hint: 'code sent to …42' };
    return jsonAnswer(200, { status: 'process_pending', auth_mode: 'otp', auth_payload });
  }
  if (parts.faults.strikes('acsRedirect') && !variants.includes('REDIRECT')) variants.push('REDIRECT');
  const challenge = challengeOf(parts, { invoiceId: view.id, outcome, variants });
  return jsonAnswer(200, { status: 'process_pending', auth_mode: '3ds', auth_payload: challenge });
}

function invoiceOf({ seal, ledger }: Parts, authorization: string): InvoiceView | null {
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
  const id = seal.open(TOKEN_PURPOSE, token);
  return id === null ? null : ledger.invoice(id);
}
