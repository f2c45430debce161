import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createExportSlots } from '#app/http/export-slots.ts';
import { whileItIsRead } from '#app/http/while-it-is-read.ts';

test('two exports a person and eight in all go on at once; one that has ended makes room', () => {
  const slots = createExportSlots();
  const [first, second] = [slots.take(1), slots.take(1)];
  expect([first, second, slots.take(1)].map((one) => one !== null)).toEqual([true, true, false]);
  first?.();
  first?.();
  expect([slots.take(1), slots.take(1)].map((one) => one !== null)).toEqual([true, false]);
  const others = [2, 3, 4].flatMap((person) => [slots.take(person), slots.take(person)]);
  expect(others.every((one) => one !== null)).toBe(true);
  expect(slots.take(5)).toBeNull();
  second?.();
  expect(slots.take(5)).not.toBeNull();
});

const endless = () =>
  Readable.from(
    (async function* () {
      for (;;) yield Buffer.from('row\n');
    })(),
  );

test('what nobody reads on is ended', async () => {
  const source = endless();
  const closed = vi.fn();
  source.once('close', closed).on('error', () => undefined);
  const reader = whileItIsRead(source, 50).getReader();
  for (let n = 0; n < 5; n++) expect((await reader.read()).done).toBe(false);
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  await expect(reader.read()).rejects.toThrow('stood still');
});

test('what is read to its end comes whole, and what its reader leaves is ended', async () => {
  const whole = whileItIsRead(Readable.from([Buffer.from('a'), Buffer.from('b')]), 10_000);
  expect(await new Response(whole).text()).toBe('ab');
  const left = endless();
  const closed = vi.fn();
  left.once('close', closed);
  const stream = whileItIsRead(left, 10_000);
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
});
