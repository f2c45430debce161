/** Where the bank's answer is taken for a payment, so that it can be sent on; the key is good for nothing else. */
export function bankAnswerAddress(publicUrl: string, key: string): string {
  return `${publicUrl}/bank-answers/${key}`;
}

/** What the fields of a creation are filled with, by our configuration. */
export function prefilled(publicUrl: string, slug: string, id: bigint) {
  return {
    description: 'Counterfoil test payment',
    returnUrl: `${publicUrl}/test-payments/${id}/return`,
    callbackUrl: `${publicUrl}/callbacks/${slug}`,
  };
}

/** The order and the addresses of an integration check of an account: the smallest payment that can be refunded in part. */
export function checkSettings(publicUrl: string, account: { id: number; slug: string }, currency = 'USD') {
  return {
    accountId: account.id,
    currency,
    amount: '1',
    callbackUrl: `${publicUrl}/callbacks/${account.slug}`,
    returnUrl: (id: bigint) => `${publicUrl}/test-payments/${id}/return`,
    bankAnswerUrl: (key: string) => bankAnswerAddress(publicUrl, key),
    patienceMs: PATIENCE_MS,
  };
}

// Paymega sends a callback at once, and again after a minute: one that has not come by then was not sent.
const PATIENCE_MS = 30_000;
