import { followTestPayment } from '#reconciliation/test-payments/follow.ts';
import { type PaymentTools, paymentToolsOf } from '#reconciliation/test-payments/payment-tools.ts';
import { accountOfTestPayment } from '#reconciliation/test-payments/test-payments.ts';
import type { Background } from '#runtime/background.ts';
import type { Context } from '../../context.ts';

type Asked = Pick<Context, 'sql' | 'connections' | 'background'>;

/** With what a test payment is worked on. @throws Refusal where its account has no keys, or is disabled */
export async function toolsFor({ sql, connections }: Asked, id: bigint): Promise<PaymentTools> {
  const accountId = await accountOfTestPayment(sql, id);
  return paymentToolsOf({ sql, connectionOf: connections.of }, accountId);
}

/**
 * Takes a step of a test payment, which may last longer than a person waits, and follows the payment as far as it goes by
 * itself. One of each name at a time of each payment.
 */
export function goOn(
  { background }: { background: Background },
  tools: PaymentTools,
  id: bigint,
  name: string,
  step: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  return background.begin(`test payment ${id}: ${name}`, async (signal) => {
    await step(signal);
    void background.begin(`test payment ${id}`, (stopping) => followTestPayment(tools, id, stopping));
  });
}
