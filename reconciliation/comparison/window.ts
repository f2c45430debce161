import { createdOf } from '#paymega/created-of.ts';
import type { Resource } from '#paymega/resource.ts';

/** A stretch of creation times, Unix seconds: `from` included, `to` excluded. */
export type Window = { from: number; to: number };

const SETTLING_SECONDS = 5;
const MAX_SLICES = 200;
const SHORTEST_SLICE = 6 * 3600;

/** The window cut off a little before now: a list that still grows is not read. */
export function closedWindow({ from, to }: Window, nowSeconds: number): Window {
  const end = Math.min(to, nowSeconds - SETTLING_SECONDS);
  return { from: Math.min(from, end), to: end };
}

/** A window in slices that are fetched, and saved, one by one; newest first, because that is what people wait for. */
export function slicesOf({ from, to }: Window): Window[] {
  const length = Math.max(SHORTEST_SLICE, Math.ceil((to - from) / MAX_SLICES));
  const slices: Window[] = [];
  for (let end = to; end > from; end -= length) slices.push({ from: Math.max(from, end - length), to: end });
  return slices;
}

/** Whether it was created in the window. A server that forgets the filter shows others; one without a time is believed. */
export function isWithin(resource: Resource, window: Window): boolean {
  const created = createdOf(resource);
  return created === null || isTimeWithin(created, window);
}

/** Whether a creation time, Unix seconds, lies in the window. */
export function isTimeWithin(created: number, { from, to }: Window): boolean {
  return created >= from && created < to;
}
