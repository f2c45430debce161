import { wordsOf } from '../../ui/values/label-of.ts';

/** How far a test payment came: its own step, until its invoice is final. */
export function stepWords({ state, isFinal }: { state: string; isFinal: boolean | null }): string {
  return isFinal ? 'Finished' : wordsOf(state);
}
