import { describe, expect, test } from 'vitest';
import { createBackground } from '#runtime/background.ts';
import { deferred } from '../support/deferred.ts';

function aBackground() {
  const stopping = new AbortController();
  const failed: unknown[] = [];
  return {
    stopping,
    failed,
    ...createBackground(stopping.signal, (error, name) => failed.push([name, error])),
  };
}

describe('work in the background', () => {
  test('is waited for as long as a person waits, and goes on', async () => {
    const { begin, idle, isUnderWay } = aBackground();
    const work = deferred<void>();
    await begin('one', () => work.promise);
    expect(isUnderWay('one')).toBe(true);
    work.resolve();
    await idle();
    expect(isUnderWay('one')).toBe(false);
  });

  test('of one name goes on once at a time', async () => {
    const { begin, idle } = aBackground();
    const work = deferred<void>();
    let begun = 0;
    const count = () => {
      begun++;
      return work.promise;
    };
    const both = [begin('one', count), begin('one', count), begin('other', count)];
    work.resolve();
    await Promise.all(both);
    await idle();
    expect(begun).toBe(2);
    await begin('one', count);
    expect(begun).toBe(3);
  });

  test('that fails is told of, and nobody who began it is harmed', async () => {
    const { begin, failed } = aBackground();
    const error = new Error('it broke');
    await begin('one', () => Promise.reject(error));
    expect(failed).toEqual([['one', error]]);
  });

  test('that is broken off because the process ends has not failed', async () => {
    const { begin, idle, stopping, failed } = aBackground();
    const going = begin('one', (signal) => {
      const { promise, reject } = deferred<void>();
      signal.addEventListener('abort', () => reject(signal.reason));
      return promise;
    });
    stopping.abort(new Error('stopped'));
    await going;
    await idle();
    expect(failed).toEqual([]);
  });
});
