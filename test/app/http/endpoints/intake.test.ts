import { expect, test } from 'vitest';
import { createIntake } from '#app/http/endpoints/intake.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('so many begin in one turn of the loop, in the order in which they came', async () => {
  const intake = createIntake(10, 2);
  const begun: number[] = [];
  const all = [1, 2, 3, 4, 5].map((number) => intake.admit(async () => void begun.push(number)));
  expect(begun).toEqual([]);
  await turn();
  expect(begun).toEqual([1, 2]);
  await turn();
  expect(begun).toEqual([1, 2, 3, 4]);
  await Promise.all(all);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

test('it is full while so many are under way, whether they have begun or not, and whatever becomes of them', async () => {
  const intake = createIntake(2);
  const ends: (() => void)[] = [];
  const first = intake.admit(() => new Promise<void>((resolve) => ends.push(resolve)));
  expect(intake.isFull()).toBe(false);
  const second = intake.admit(() => Promise.reject(new Error('broken')));
  expect(intake.isFull()).toBe(true);
  await expect(second).rejects.toThrow('broken');
  expect(intake.isFull()).toBe(false);
  await turn();
  for (const end of ends) end();
  await first;
});

test('where many wait, a part of them begins at once', async () => {
  const intake = createIntake(1000, 2);
  let begun = 0;
  const all = Array.from({ length: 320 }, () => intake.admit(async () => void begun++));
  await turn();
  expect(begun).toBe(10);
  await turn();
  expect(begun).toBe(20);
  await Promise.all(all);
  expect(begun).toBe(320);
});

test('who is sent away goes in a later turn, so many at a time, and the others begin meanwhile', async () => {
  const intake = createIntake(100, 2);
  let [gone, begun] = [0, 0];
  const away = Array.from({ length: 256 }, () => intake.sendAway().then(() => gone++));
  const all = Array.from({ length: 4 }, () => intake.admit(async () => void begun++));
  await Promise.resolve();
  expect([gone, begun]).toEqual([0, 0]);
  await turn();
  expect([gone, begun]).toEqual([4, 2]);
  await turn();
  expect([gone, begun]).toEqual([8, 4]);
  await Promise.all([...away, ...all]);
  expect(gone).toBe(256);
});
