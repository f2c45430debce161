import type { SPANS } from '#db/values.ts';

/** A stretch of instants made of whole steps of UTC; without a beginning it is all that came before its end. */
export type Piece = { step: (typeof SPANS)[number] | 'quarter'; starts: Date | null; ends: Date };

/** Largest first: each is made of whole ones of the next. */
const STEPS = ['month', 'day', 'hour', 'quarter'] as const;
const MS = { day: 86_400_000, hour: 3_600_000 } as const;

/**
 * Takes a stretch apart into as few steps as there are, one behind the other: long ones in its middle, short ones at its
 * ends. Business days begin at any quarter of an hour of UTC, as time zones do.
 * @param starts null: from the beginning of all times
 */
export function piecesOf(starts: Date | null, ends: Date): Piece[] {
  return taken(starts, ends, STEPS);
}

function taken(starts: Date | null, ends: Date, steps: readonly (typeof STEPS)[number][]): Piece[] {
  const [step, ...smaller] = steps;
  if (step === undefined || (starts !== null && starts >= ends)) return [];
  if (step === 'quarter') return [{ step, starts, ends }];
  const [first, last] = [starts && firstOf(step, starts), beginOf(step, ends)];
  if (first !== null && first >= last) return taken(starts, ends, smaller);
  return [
    ...(first === null ? [] : taken(starts, first, smaller)),
    { step, starts: first, ends: last },
    ...taken(last, ends, smaller),
  ];
}

/** The first beginning of a step that is not before an instant. */
function firstOf(step: 'month' | 'day' | 'hour', at: Date): Date {
  const begin = beginOf(step, at);
  if (begin.getTime() === at.getTime()) return begin;
  if (step === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1));
  return new Date(begin.getTime() + MS[step]);
}

/** The beginning of the step that an instant is in. */
function beginOf(step: 'month' | 'day' | 'hour', at: Date): Date {
  if (step === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  return new Date(Math.floor(at.getTime() / MS[step]) * MS[step]);
}
