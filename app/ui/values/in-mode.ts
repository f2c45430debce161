import type { Mode } from '#paymega/mode.ts';

/** An address that keeps to test payments, where those are shown. */
export function inMode(address: string, mode: Mode): string {
  if (mode === 'live') return address;
  return `${address}${address.includes('?') ? '&' : '?'}mode=test`;
}
