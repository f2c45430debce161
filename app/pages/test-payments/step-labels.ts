import { labelOf } from '../../ui/values/label-of.ts';

/** How far a test payment came: its own step, until its invoice is final. */
export function stepLabel({ state, isFinal }: { state: string; isFinal: boolean | null }): string {
  return isFinal ? 'Finished' : labelOf(state);
}
