import { visible } from './visible.ts';

const CARD = /^payment_card_([a-z]{3})_(hpp|h2h)$/;
const WAYS: Readonly<Record<string, string>> = { hpp: 'payment page', h2h: 'host to host' };

/**
 * One of Paymega's services in words: `payment_card_eur_hpp` → `Card, EUR, payment page`; one of another form
 * as it is called.
 */
export function serviceLabel(service: string): string {
  const [, currency, way] = CARD.exec(service) ?? [];
  return currency && way ? `Card, ${currency.toUpperCase()}, ${WAYS[way]}` : visible(service);
}
