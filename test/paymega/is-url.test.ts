import { expect, test } from 'vitest';
import { isUrl } from '#paymega/is-url.ts';

test('a text is a URL or is none, with whatever letters, however often it is asked', () => {
  // After some thousands of them the engine takes its fast path.
  for (let n = 0; n < 50_000; n++) {
    if (!isUrl('https://bücher.example/3ds')) expect.unreachable(`it was none at the ${n}th time`);
  }
  expect(isUrl('bücher')).toBe(false);
  expect(isUrl('bücher', 'https://shop.example/')).toBe(true);
  expect(isUrl('//', 'no base')).toBe(false);
});
