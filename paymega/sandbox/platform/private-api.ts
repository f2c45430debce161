import { type Answer, errorAnswer, jsonAnswer, notFound } from './answer.ts';
import { createInvoice } from './creation.ts';
import { invoiceDocument } from './invoice-document.ts';
import { listInvoices } from './invoice-list.ts';
import type { Call, Parts } from './parts.ts';
import { preRequest } from './pre-request.ts';
import { refundInvoice } from './refund.ts';

/** The private API: HTTP Basic with Account ID and API key, JSON:API in and out. */
export function answerPrivateApi(parts: Parts, call: Call): Answer {
  if (!isAuthorised(parts, call.authorization)) {
    const detail = 'Account ID or API key is wrong';
    return errorAnswer(401, { code: 'unauthorized', title: 'Unauthorized', detail });
  }
  const [collection, id, act] = call.path;
  if (collection === 'payment-pre-request' && call.method === 'POST' && id === undefined) {
    return preRequest(call);
  }
  if (collection !== 'payment-invoices') return notFound(`nothing is at ${call.url.pathname}`);
  if (id === undefined) return answerCollection(parts, call);
  if (act === undefined && call.method === 'GET') return answerInvoice(parts, id);
  if (act === 'refund' && call.method === 'POST') return refundInvoice(parts, id, call);
  return methodNotAllowed(call);
}

function answerCollection(parts: Parts, call: Call): Answer {
  if (call.method === 'GET') return listInvoices(parts, call.url);
  if (call.method === 'POST') return createInvoice(parts, call);
  return methodNotAllowed(call);
}

function answerInvoice({ ledger, addresses }: Parts, id: string): Answer {
  const view = ledger.invoice(id);
  return view ? jsonAnswer(200, invoiceDocument(view, addresses)) : notFound(`no invoice ${id}`);
}

function methodNotAllowed({ method, url }: Call): Answer {
  const detail = `${method} is not possible at ${url.pathname}`;
  return errorAnswer(405, { code: 'method_not_allowed', title: 'Method Not Allowed', detail });
}

function isAuthorised({ accountId, apiKey }: Parts, authorization: string): boolean {
  const pair = Buffer.from(`${accountId}:${apiKey}`).toString('base64');
  return authorization === `Basic ${pair}`;
}
