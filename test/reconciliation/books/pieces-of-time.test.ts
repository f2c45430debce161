import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Piece, piecesOf } from '#reconciliation/books/pieces-of-time.ts';

const QUARTER_MS = 900_000;
const FROM = Date.UTC(2025, 10, 20);
const instant = fc.nat(96 * 200).map((quarters) => new Date(FROM + quarters * QUARTER_MS));

/** Whether an instant is the beginning of a step of UTC. */
function begins(step: Piece['step'], at: Date): boolean {
  const text = at.toISOString();
  if (step === 'month') return text.endsWith('-01T00:00:00.000Z');
  if (step === 'day') return text.endsWith('T00:00:00.000Z');
  return step === 'hour' ? text.endsWith(':00:00.000Z') : at.getTime() % QUARTER_MS === 0;
}

test('pieces follow one another from the beginning to the end, each made of whole steps', () => {
  fc.assert(
    fc.property(fc.option(instant), instant, (starts, ends) => {
      const pieces = piecesOf(starts, ends);
      if (starts !== null && starts >= ends) {
        expect(pieces).toEqual([]);
        return;
      }
      expect(pieces[0]?.starts).toEqual(starts);
      expect(pieces.at(-1)?.ends).toEqual(ends);
      for (const [place, { step, starts: from, ends: to }] of pieces.entries()) {
        if (place > 0) expect(from).toEqual(pieces[place - 1]?.ends);
        expect(from === null || begins(step, from), `${step} ${from?.toISOString()}`).toBe(true);
        expect(begins(step, to), `${step} ${to.toISOString()}`).toBe(true);
      }
    }),
  );
});

test.each([
  ['a day of UTC is one', '2026-11-26T00:00Z', '2026-11-27T00:00Z', ['day']],
  ['a day of Berlin is made of hours', '2026-11-25T23:00Z', '2026-11-26T23:00Z', ['hour']],
  [
    'a day of Nepal has quarters at both ends',
    '2026-11-25T18:15Z',
    '2026-11-26T18:15Z',
    ['quarter', 'hour', 'quarter'],
  ],
  ['all before an instant', null, '2026-11-26T18:15Z', ['month', 'day', 'hour', 'quarter']],
  ['all before a month', null, '2026-11-01T00:00Z', ['month']],
])('%s', (_, starts, ends, steps) => {
  expect(piecesOf(starts ? new Date(starts) : null, new Date(ends)).map(({ step }) => step)).toEqual(steps);
});
