import type { ActionFunctionArgs } from '@remix-run/node';
import { answerDisabled } from './account-disabled.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Disables an account: it is not reconciled, and nothing is asked about it. */
export async function action(given: ActionFunctionArgs) {
  return answerDisabled(given, true);
}
