import type { ActionFunctionArgs } from '@remix-run/node';
import { answerAssignment } from './answer-assignment.server.ts';

export { default, loader, meta } from './detail.tsx';

/** Gives one discrepancy to somebody to review. */
export async function action(given: ActionFunctionArgs) {
  return answerAssignment(given, given.params.id);
}
