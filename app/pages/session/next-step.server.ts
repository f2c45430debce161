import type { Stage } from '#identity/sessions/sessions.ts';

/** Where a sign-in goes on, given how far it has come. */
export function nextStep(stage: Stage, to: string): string {
  const back = new URLSearchParams({ to });
  if (stage === 'code') return `/sign-in/code?${back}`;
  return stage === 'enrolment' ? `/me/second-factor?${back}` : to;
}
