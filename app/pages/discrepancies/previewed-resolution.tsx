import type { ActionFunctionArgs } from '@remix-run/node';
import { answerResolution } from './answer-resolution.server.ts';
import { previewedIn } from './preview.server.ts';

export { default, loader, meta } from './list.tsx';

/** Resolves the discrepancy that is shown beside the work list, on which an error stands. */
export async function action(given: ActionFunctionArgs) {
  return answerResolution(given, previewedIn(given.request));
}
