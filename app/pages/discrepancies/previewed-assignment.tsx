import type { ActionFunctionArgs } from '@remix-run/node';
import { answerAssignment } from './answer-assignment.server.ts';
import { previewedIn } from './preview.server.ts';

export { default, loader, meta } from './list.tsx';

/** Gives the discrepancy that is shown beside the work list to somebody to review. */
export async function action(given: ActionFunctionArgs) {
  return answerAssignment(given, previewedIn(given.request));
}
