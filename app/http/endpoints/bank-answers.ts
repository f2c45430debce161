import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sql } from '#db/connection.ts';
import type { ProviderConnections } from '#identity/accounts/provider-connections.ts';
import { receiveBankAnswer } from '#reconciliation/test-payments/bank-answer.ts';
import { followTestPayment } from '#reconciliation/test-payments/follow.ts';
import { paymentToolsOf } from '#reconciliation/test-payments/payment-tools.ts';
import { accountOfTestPayment } from '#reconciliation/test-payments/test-payments.ts';
import type { Background } from '#runtime/background.ts';
import { originForm } from '../request-target.ts';
import { send } from './send.ts';

type BankTools = { sql: Sql; connections: ProviderConnections; background: Background; publicUrl: string };

const ADDRESS = /^\/bank-answers\/([\w-]{32})$/;
const UNKNOWN = 'No payment waits for an answer of a bank at this address.\n';
// It comes from elsewhere: whatever is in it, it is no page of ours, and has nothing of ours at hand.
const SANDBOX = "sandbox allow-forms allow-scripts allow-top-navigation; frame-ancestors 'none'";

/** The key in the address at which a bank answers; null where it is none. */
export function bankAnswerKey(pathname: string): string | null {
  return ADDRESS.exec(pathname)?.[1] ?? null;
}

/**
 * Takes what a card's bank sends by the payer's browser to our address in place of Paymega's, sends it on as it came, and
 * gives the browser what came back. Plain node:http, because the bytes as they came are what is sent on. Whoever knows
 * the address may answer here, as at Paymega itself: nobody is signed in at a bank.
 */
export async function bankAnswers(
  { sql, connections, background, publicUrl }: BankTools,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const { method } = request;
  if (method !== 'GET' && method !== 'POST') {
    response.setHeader('allow', 'GET, POST');
    return send(response, 405, 'text/plain; charset=utf-8', 'this address takes GET, POST\n');
  }
  const [, query = ''] = originForm(request.url ?? '/').split(/\?(.*)/s);
  const contentType = request.headers['content-type'] ?? null;
  const tools = { sql, connectionOf: connections.of };
  const received = await receiveBankAnswer(tools, key, { method, query, body, contentType });
  if (received.kind === 'unknown_key') return send(response, 404, 'text/plain; charset=utf-8', UNKNOWN);
  const { paymentId } = received;
  const payment = await paymentToolsOf(tools, await accountOfTestPayment(sql, paymentId));
  void background.begin(`test payment ${paymentId}`, (signal) =>
    followTestPayment(payment, paymentId, signal),
  );
  const cameBack = received.kind === 'sent_on' ? received.cameBack : null;
  if (cameBack === null || cameBack.status === null) {
    response.setHeader('location', `${publicUrl}/test-payments/${paymentId}/return`);
    return send(response, 303, 'text/plain; charset=utf-8', 'See how the payment came out.\n');
  }
  response.setHeader('content-security-policy', SANDBOX);
  response.setHeader('cache-control', 'no-store');
  if (cameBack.location !== null) response.setHeader('location', cameBack.location);
  response.writeHead(cameBack.status, { 'content-type': cameBack.contentType ?? 'application/octet-stream' });
  response.end(cameBack.body);
}
