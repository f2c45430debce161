import { expect, test } from 'vitest';
import { serviceLabel } from '../../../app/ui/values/service-label.ts';

test.each([
  ['payment_card_eur_hpp', 'Card, EUR, payment page'],
  ['payment_card_usd_h2h', 'Card, USD, host to host'],
  ['payment_wallet_eur_hpp', 'payment_wallet_eur_hpp'],
  ['', ''],
])('the service %j is called %j', (service, label) => expect(serviceLabel(service)).toBe(label));
