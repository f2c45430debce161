import type { Mode } from '#paymega/mode.ts';

/** An address that keeps to test payments, where those are shown; one that names a mode by itself stays as it is. */
export function inMode(address: string, mode: Mode): string {
  if (mode === 'live' || /[?&]mode=/.test(address)) return address;
  return `${address}${address.includes('?') ? '&' : '?'}mode=test`;
}
