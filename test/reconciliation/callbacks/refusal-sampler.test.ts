import { expect, test } from 'vitest';
import { createRefusalSampler, type RefusalSampler } from '#reconciliation/callbacks/refusal-sampler.ts';

const at = (seconds: number) => new Date(Date.parse('2026-11-01T10:00:00Z') + seconds * 1000);
const STRANGER = { accountId: 1, reason: 'no_signature', network: '198.51.100.7' };

function kept(
  sampler: RefusalSampler,
  from: typeof STRANGER | ((n: number) => typeof STRANGER),
  times: number,
  seconds = 0,
) {
  const all = Array.from({ length: times }, (_, n) =>
    sampler.sample(typeof from === 'function' ? from(n) : from, at(seconds)),
  );
  return all.filter(({ isKept }) => isKept).length;
}
const fromEverywhere = (reason: string) => (n: number) => ({
  accountId: 1,
  reason,
  network: `10.0.${n >> 8}.${n & 255}`,
});

test('of one address and reason thirty a minute are kept, and the next one says how many were not', () => {
  const sampler = createRefusalSampler();
  expect(kept(sampler, STRANGER, 100)).toBe(30);
  expect(sampler.sample(STRANGER, at(61))).toEqual({ isKept: true, skipped: 70, isSender: false });
  expect(sampler.sample(STRANGER, at(62))).toEqual({ isKept: true, skipped: 0, isSender: false });
});

test('a flood from everywhere keeps two a second of a reason, and hides no other reason and no other account', () => {
  const sampler = createRefusalSampler();
  expect(kept(sampler, fromEverywhere('no_signature'), 10_000)).toBe(120);
  expect(kept(sampler, { ...STRANGER, reason: 'bad_signature' }, 1)).toBe(1);
  expect(kept(sampler, { ...STRANGER, accountId: 2 }, 1)).toBe(1);
});

test('whose callbacks are believed, or who holds a secret of ours, is kept during any flood', () => {
  const sampler = createRefusalSampler();
  sampler.noteSender('203.0.113.5');
  expect(kept(sampler, fromEverywhere('bad_signature'), 10_000)).toBe(120);
  const refused = { accountId: 1, reason: 'bad_signature', network: '203.0.113.5' };
  expect(sampler.sample(refused, at(1))).toEqual({ isKept: true, skipped: 0, isSender: true });
  expect(sampler.sample({ ...refused, reason: 'wrong_mode', network: '192.0.2.1' }, at(1)).isSender).toBe(
    true,
  );
});

test('a clock that is set back keeps nobody out', () => {
  const sampler = createRefusalSampler();
  expect(kept(sampler, STRANGER, 40, 3600)).toBe(30);
  expect(kept(sampler, STRANGER, 40)).toBe(30);
});
