import { SANDBOX_CURRENCIES } from '../history/figures.ts';
import { type Answer, invalid } from './answer.ts';

/** A service of the account: how a payer can pay in one currency. Limits in minor units, both included. */
export type Service = { name: string; currency: string; exponent: number; least: bigint; most: bigint };

// Host to host is for the usual basket; Paymega's own page (hpp) takes nearly whatever fits 63 bits.
const MOST_UNITS_H2H = 10_000n;
const MOST_MINOR_HPP = 10n ** 18n;

const SERVICES: readonly Service[] = Object.entries(SANDBOX_CURRENCIES).flatMap(
  ([currency, { exponent }]) => {
    const common = { currency, exponent, least: 1n };
    const prefix = `payment_card_${currency.toLowerCase()}`;
    return [
      { ...common, name: `${prefix}_hpp`, most: MOST_MINOR_HPP },
      { ...common, name: `${prefix}_h2h`, most: MOST_UNITS_H2H * 10n ** BigInt(exponent) },
    ];
  },
);

/** The services by which this much can be paid: Paymega's page first, then host to host. */
export function servicesFor(currency: string, minor: bigint): Service[] {
  return SERVICES.filter((service) => service.currency === currency && admits(service, minor));
}

/** Why an order cannot be paid by the service that it names; null where it can. */
export function serviceRefusal(name: string, currency: string, minor: bigint): Answer | null {
  const service = SERVICES.find((one) => one.name === name);
  if (!service) return invalid('service', 'this account has no such service');
  if (service.currency !== currency) return invalid('service', `${name} does not take ${currency}`);
  return admits(service, minor) ? null : invalid('amount', `${name} does not take this amount`);
}

function admits({ least, most }: Service, minor: bigint): boolean {
  return minor >= least && minor <= most;
}
