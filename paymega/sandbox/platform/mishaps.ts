import { type Answer, errorAnswer, htmlAnswer, jsonAnswer } from './answer.ts';
import type { FaultName, FaultSwitches, Faults } from './faults.ts';
import type { Call } from './parts.ts';

/** What a caller gets instead of the right answer: another one, half of it, none, or a cut connection. */
export type Mishap = { answer: Answer } | { half: Answer } | 'silence' | 'drop';

type Table<T> = readonly (readonly [FaultName, (of: T) => Mishap])[];

const BEFORE_ANY_CALL: Table<FaultSwitches> = [
  ['dropConnection', () => 'drop'],
  ['hang', () => 'silence'],
  ['status401', () => failure(401, 'unauthorized', 'not authorised')],
  ['status403', () => failure(403, 'forbidden', 'not for you')],
  ['status429', tooManyRequests],
  ['status500', () => failure(500, 'internal_error', 'something broke')],
  [
    'html',
    ({ htmlStatus }) => ({
      answer: htmlAnswer(htmlStatus, '<html><body><h1>Bad gateway</h1></body></html>'),
    }),
  ],
];

const BEFORE_A_CREATION: Table<FaultSwitches> = [['dropBeforeCreate', () => 'drop']];

const BEFORE_THE_GATEWAY: Table<FaultSwitches> = [
  ['gatewayDown', () => 'drop'],
  ['gateway401', () => failure(401, 'unauthorized', 'not authorised')],
  ['gateway422', () => failure(422, 'validation_error', 'the card is not taken')],
  ['gateway429', tooManyRequests],
  ['gateway500', () => failure(500, 'internal_error', 'something broke')],
];

const AFTER_A_CREATION: Table<Answer> = [
  ['createThenDrop', () => 'drop'],
  ['creationThen500', () => failure(500, 'internal_error', 'something broke')],
  ['creationThen408', () => failure(408, 'request_timeout', 'it took too long')],
  // PHP's way to say nothing.
  ['creationUnreadable', () => ({ answer: jsonAnswer(201, { data: [] }) })],
];

const AFTER_A_SALE: Table<Answer> = [
  ['saleThen500', () => failure(500, 'internal_error', 'something broke')],
  ['saleThenCut', (answer) => ({ half: answer })],
  ['saleThenHang', () => 'silence'],
];

const AFTER_A_REFUND: Table<Answer> = [
  ['refundThen500', () => failure(500, 'internal_error', 'something broke')],
  ['refundUnknown', () => 'silence'],
];

/** What goes wrong on purpose before anything is done; null where nothing does. */
export function mishapBefore(faults: Faults, call: Call): Mishap | null {
  const { switches } = faults;
  return (
    struck(faults, BEFORE_ANY_CALL, switches) ??
    (isCreation(call) ? struck(faults, BEFORE_A_CREATION, switches) : null) ??
    (isOfGateway(call) ? struck(faults, BEFORE_THE_GATEWAY, switches) : null)
  );
}

/** What goes wrong on purpose with the answer to what was done; null where nothing was, or nothing does. */
export function mishapAfter(faults: Faults, call: Call, answer: Answer): Mishap | null {
  if (call.method !== 'POST') return null;
  if (isOfGateway(call)) return answer.status === 200 ? struck(faults, AFTER_A_SALE, answer) : null;
  if (answer.status !== 201) return null;
  return struck(faults, isCreation(call) ? AFTER_A_CREATION : AFTER_A_REFUND, answer);
}

/** Whether a call is one of the card gateway; all others are of the private API. */
export function isOfGateway({ path }: Call): boolean {
  return path[0] === 'cardgate';
}

function isCreation({ method, path }: Call): boolean {
  return method === 'POST' && path.join('/') === 'payment-invoices';
}

function struck<T>(faults: Faults, table: Table<T>, of: T): Mishap | null {
  for (const [name, mishap] of table) if (faults.strikes(name)) return mishap(of);
  return null;
}

function failure(status: number, code: string, detail: string): { answer: Answer } {
  return { answer: errorAnswer(status, { code, title: code.replaceAll('_', ' '), detail }) };
}

function tooManyRequests({ retryAfterSeconds }: FaultSwitches): Mishap {
  const { answer } = failure(429, 'too_many_requests', 'too many requests');
  if (retryAfterSeconds === null) return { answer };
  return { answer: { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } } };
}
