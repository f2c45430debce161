import type { ActionFunctionArgs } from '@remix-run/node';
import { answerDisabled } from './account-disabled.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Enables an account again. */
export async function action(given: ActionFunctionArgs) {
  return answerDisabled(given, false);
}
