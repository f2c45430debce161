import { afterEach, expect, test, vi } from 'vitest';
import { watchLoop } from '#app/http/endpoints/loop-watch.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a turn of the loop that takes longer than three seconds leaves what is still to come in it for another time', () => {
  vi.useFakeTimers();
  let now = 0;
  const isBehind = watchLoop(() => now);
  now = 3000;
  expect(isBehind()).toBe(false);
  now = 3200;
  expect(isBehind()).toBe(true);
  // The next turn begins.
  vi.advanceTimersByTime(100);
  expect(isBehind()).toBe(false);
});
