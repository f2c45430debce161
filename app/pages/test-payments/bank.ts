import type { ActionFunctionArgs } from '@remix-run/node';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Refusal } from '#identity/refusal.ts';
import { bankAnswerAddress } from '#reconciliation/test-payments/addresses.ts';
import { goToBank } from '#reconciliation/test-payments/challenge.ts';
import { bankOrigin, policyToTheBank } from '../../http/hardening.ts';
import { BankPage } from './bank-page.tsx';
import { paymentOfRequest } from './payment-of-request.server.ts';

/**
 * Sends the payer's browser to the card's bank, as a shop would: by a document of its own, because a
 * Content-Security-Policy that lets a form leave for the bank, and for wherever the bank leads on, is for no other page.
 */
export async function action(args: ActionFunctionArgs) {
  const { id } = await paymentOfRequest(args, 'test_payment.create');
  const { sql, publicUrl, nonce } = args.context;
  const to = await goToBank(sql, id, (key) => bankAnswerAddress(publicUrl, key));
  const address = to.method === 'GET' ? to.address : to.challenge.action;
  if (!bankOrigin(address))
    throw new Refusal(
      'bad_bank',
      'The card gateway named a page of the bank that no payer can be sent to: it is not an https address with a plain host. This payment cannot go on.',
    );
  const html = renderToStaticMarkup(createElement(BankPage, { to, nonce }));
  return new Response(`<!doctype html>${html}`, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policyToTheBank(nonce),
    },
  });
}
