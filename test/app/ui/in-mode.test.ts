import { expect, test } from 'vitest';
import { inMode } from '#app/ui/values/in-mode.ts';

test.each([
  ['/runs', 'live', '/runs'],
  ['/runs', 'test', '/runs?mode=test'],
  ['/discrepancies?kind=chargeback', 'test', '/discrepancies?kind=chargeback&mode=test'],
  // A list that a discrepancy was opened from names its mode: twice it would be refused.
  ['/discrepancies?kind=chargeback&mode=test', 'test', '/discrepancies?kind=chargeback&mode=test'],
  ['/discrepancies?mode=test', 'test', '/discrepancies?mode=test'],
] as const)('%s among %s payments is %s', (address, mode, wanted) => {
  expect(inMode(address, mode)).toBe(wanted);
});
