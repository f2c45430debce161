import type { ActionFunctionArgs } from '@remix-run/node';
import { answerResolution } from './answer-resolution.server.ts';

export { default, loader, meta } from './detail.tsx';

/** Resolves one discrepancy. */
export async function action(given: ActionFunctionArgs) {
  return answerResolution(given, given.params.id);
}
