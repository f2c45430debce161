import { describe, expect, test } from 'vitest';
import { createByteBudget } from '#app/http/endpoints/byte-budget.ts';

const SLOW_MS = 5000;

describe('a room of so many bytes', () => {
  test('is given as far as it goes, and again when it was given back', () => {
    const room = createByteBudget(100, () => 0);
    const [one, other] = [room.share(() => undefined), room.share(() => undefined)];
    expect([one.take(60), other.take(60)]).toEqual([true, false]);
    one.give();
    expect(other.take(60)).toBe(true);
    // Twice is once.
    one.give();
    expect(other.take(60)).toBe(false);
  });

  test('is taken from who has been sending for long, the oldest first, and from nobody else', () => {
    let now = 0;
    const dropped: string[] = [];
    const room = createByteBudget(100, () => now);
    const share = (name: string) => room.share(() => dropped.push(name));
    const [whole, first, second] = [share('whole'), share('first'), share('second')];
    whole.take(30);
    whole.hasCome();
    first.take(30);
    second.take(30);
    now = SLOW_MS - 1;
    const late = share('late');
    expect(late.take(20)).toBe(false);
    now = SLOW_MS;
    expect([late.take(20), dropped]).toEqual([true, ['first']]);
    expect([late.take(50), dropped]).toEqual([true, ['first', 'second']]);
    // What is worked on, and what has just begun, keeps its room.
    expect([share('later').take(20), dropped]).toEqual([false, ['first', 'second']]);
  });
});
