import type { LoaderFunctionArgs } from '@remix-run/node';
import { accountById } from '#identity/accounts/accounts.ts';
import { may } from '#identity/permissions/permissions.ts';
import { formatMinor } from '#paymega/money.ts';
import { prefilled } from '#reconciliation/test-payments/addresses.ts';
import { standingOf } from '#reconciliation/test-payments/confirmation.ts';
import { waitingFor } from '#reconciliation/test-payments/follow.ts';
import { shownSteps } from '#reconciliation/test-payments/shown-steps.ts';
import {
  accountOfTestPayment,
  type TestPayment,
  testPayment,
} from '#reconciliation/test-payments/test-payments.ts';
import { bankOrigin } from '../../http/hardening.ts';
import { browserInfoOf } from './browser-info.server.ts';
import type { CreationFields } from './creation-form.tsx';
import { paymentOfRequest } from './payment-of-request.server.ts';

/** All that the page of a test payment shows. Its account is the payment's own, whichever was chosen last. */
export async function detailOf(args: LoaderFunctionArgs) {
  const { person, id } = await paymentOfRequest(args, 'books.read');
  const { context, request } = args;
  const { sql, publicUrl } = context;
  const account = await accountById(sql, await accountOfTestPayment(sql, id));
  const payment = await testPayment(sql, id);
  const standing = await standingOf(sql, id);
  return {
    zone: account.timeZone,
    account: account.slug,
    payment,
    standing,
    waiting: waitingFor(standing),
    steps: await shownSteps(sql, id),
    fields: fieldsOf(payment, publicUrl, account.slug),
    browserInfo: payment.browserInfo ?? browserInfoOf(request, context.address),
    obstacle: obstacleOf(payment),
    mayAct: may(person.role, 'test_payment.create'),
  };
}

function fieldsOf(payment: TestPayment, publicUrl: string, slug: string): CreationFields {
  const ours = prefilled(publicUrl, slug, payment.id);
  const { minor, exponent, currency } = payment.amount;
  return {
    amount: formatMinor(minor, exponent),
    currency,
    service: payment.service ?? payment.offered?.[0]?.service ?? `payment_card_${currency.toLowerCase()}_hpp`,
    referenceId: payment.referenceId,
    description: payment.description ?? ours.description,
    returnUrl: payment.returnUrl ?? ours.returnUrl,
    callbackUrl: payment.callbackUrl ?? ours.callbackUrl,
  };
}

function obstacleOf({ challenge }: TestPayment): string | null {
  if (!challenge) return null;
  const { method, action } = challenge;
  if (method !== 'GET' && method !== 'POST')
    return `The card gateway asks for the method ${method}, by which no browser goes to a page. This payment cannot go on.`;
  if (bankOrigin(action)) return null;
  return 'The card gateway named a page of the bank that no payer can be sent to: it is not an https address with a plain host. This payment cannot go on.';
}
