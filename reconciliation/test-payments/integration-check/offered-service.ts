import type { Actor } from '#identity/audit/audit.ts';
import { askForServices, draftTestPayment } from '../draft.ts';
import type { PaymentTools } from '../payment-tools.ts';
import type { CheckedStep } from './report.ts';
import type { CheckSettings } from './run-case.ts';

/**
 * Asks which services are open to the check's payments: the first one is taken. Where Paymega does not say, the one of the
 * documents is.
 */
export async function offeredService(
  { sql, ...tools }: PaymentTools,
  actor: Actor,
  { accountId, amount, currency, integrationCheckId }: Omit<CheckSettings, 'service'>,
  signal: AbortSignal,
): Promise<{ step: CheckedStep; service: string }> {
  const began = performance.now();
  const draft = { accountId, amount, currency, integrationCheckId };
  const id = await draftTestPayment(sql, tools.exponentOf, actor, draft);
  const offer = await askForServices({ sql, ...tools }, id, signal);
  const tookMs = Math.round(performance.now() - began);
  const name = 'Pre-request';
  const otherwise = `payment_card_${currency.toLowerCase()}_hpp`;
  if (offer.kind !== 'offered')
    return { step: { name, state: 'failed', message: offer.message, tookMs }, service: otherwise };
  const [first] = offer.services;
  if (!first) {
    const message = `no service is open to ${amount} ${currency}`;
    return { step: { name, state: 'failed', message, tookMs }, service: otherwise };
  }
  const message = offer.services.map(({ service }) => service).join(', ');
  return { step: { name, state: 'passed', message, tookMs }, service: first.service };
}
