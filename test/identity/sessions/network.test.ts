import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalAddress, networkOf } from '#identity/sessions/network.ts';

test.each([
  ['1.2.3.4', '1.2.3.4', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4', '1.2.3.4'],
  ['::FFFF:102:304', '1.2.3.4', '1.2.3.4'],
  ['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4', '1.2.3.4'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1', '2001:db8::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::', '2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['::1', '::1', '::/64'],
  ['', '', ''],
])('%s is %s, of %s', (address, canonical, network) => {
  expect([canonicalAddress(address), networkOf(address)]).toEqual([canonical, network]);
});

test('every address of one /64 is of one network, and of no other', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
  // 2000::/3 is what the Internet has.
  const first = fc.integer({ min: 0x2000, max: 0x3fff }).map((number) => number.toString(16));
  const half = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(first, half, half, half, (start, [, a, b, c], one, other) => {
      const prefix = [start, a, b, c];
      const address = (host: readonly string[]) => [...prefix, ...host].join(':');
      expect(networkOf(address(one))).toBe(networkOf(address(other)));
      const next = ((Number.parseInt(c, 16) + 1) % 0x1_0000).toString(16);
      expect(networkOf([start, a, b, next, ...one].join(':'))).not.toBe(networkOf(address(one)));
    }),
  );
});
