import type { Queryable } from '#db/connection.ts';
import { curlOf } from '#paymega/curl.ts';
import { type Step, stepsOf } from './steps.ts';

/** An exchange with the call as a shop's developer would make it; null where nothing was sent. */
export type ShownStep = Step & { curl: string | null };

const AUTHORISED: Readonly<Record<Step['kind'], 'key' | 'token' | 'nothing'>> = {
  pre_request: 'key',
  creation: 'key',
  sale: 'token',
  challenge: 'nothing',
  bank_answer: 'nothing',
  check_by_id: 'key',
  check_by_reference: 'key',
  refund: 'key',
};

/** All exchanges of a test payment, oldest first, each as curl. */
export async function shownSteps(sql: Queryable, paymentId: bigint): Promise<ShownStep[]> {
  return (await stepsOf(sql, paymentId)).map(shown);
}

function shown(step: Step): ShownStep {
  const { kind, method, url, requestBody } = step;
  if (!url) return { ...step, curl: null };
  const sent = { method: method === 'GET' ? 'GET' : 'POST', url, requestBody } as const;
  return { ...step, curl: curlOf(sent, AUTHORISED[kind]) };
}
