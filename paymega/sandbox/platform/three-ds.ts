import { z } from 'zod';
import { type Answer, errorAnswer } from './answer.ts';
import { failure, outcomeChange } from './card-outcome.ts';
import {
  type Challenge,
  type ChallengeVariant,
  challengeVariant,
  fieldNames,
  shapedChallenge,
} from './challenge-variants.ts';
import type { InvoiceView } from './invoice-view.ts';
import { changeAndNotify } from './notifications.ts';
import type { Parts } from './parts.ts';

const attemptSchema = z.object({
  invoiceId: z.string(),
  outcome: z.object({
    status: z.enum(['processed', 'process_failed', 'process_pending']),
    resolution: z.string().nullable(),
  }),
  variants: z.array(challengeVariant),
});

/** A payment that waits for the payer to identify himself, how it ends then, and how his bank differs. */
export type Attempt = z.infer<typeof attemptSchema>;

const ATTEMPT = '3ds-attempt';
const VERDICT = '3ds-verdict';

/** Where the payer's browser must go, with what. The attempt travels with it, sealed, so that nothing is kept. */
export function challengeOf({ seal, addresses }: Parts, attempt: Attempt): Challenge {
  const { variants, invoiceId } = attempt;
  const sealed = seal.close(ATTEMPT, JSON.stringify(attempt));
  const names = fieldNames(variants);
  const protocol = variants.includes('3DS1') ? '3ds1' : '3ds2';
  const page = `${addresses.apiUrl}/acs/${variants.includes('REDIRECT') ? 'redirected/' : ''}${protocol}`;
  const backTo = `${addresses.apiUrl}/acs/return/${protocol}`;
  if (protocol === '3ds1') {
    const PaReq = Buffer.from(`PaReq of ${invoiceId}`).toString('base64');
    const own = { [names.MD]: sealed, [names.PaReq]: PaReq, [names.TermUrl]: backTo };
    return shapedChallenge(page, own, variants);
  }
  const creq = {
    messageType: 'CReq',
    messageVersion: '2.2.0',
    acsTransID: sealed,
    notificationURL: backTo,
  };
  const own = { [names.creq]: Buffer.from(JSON.stringify(creq)).toString('base64url') };
  return shapedChallenge(page, own, variants);
}

const creqSchema = z.object({ acsTransID: z.string(), notificationURL: z.url() });

/** The sealed attempt and the return address in a `creq`; null where it is none. */
export function readCreq(creq: string): z.infer<typeof creqSchema> | null {
  try {
    return creqSchema.parse(JSON.parse(Buffer.from(creq, 'base64url').toString()));
  } catch {
    return null;
  }
}

/** The attempt in what a challenge carried; null where the bank does not know it. */
export function openAttempt({ seal }: Parts, sealed: string): Attempt | null {
  const text = seal.open(ATTEMPT, sealed);
  return text === null ? null : attemptSchema.parse(JSON.parse(text));
}

/** The bank's verdict on the payer, to be carried back by his browser: `PaRes`, or the inside of `cres`. */
export function verdictOf({ seal }: Parts, sealedAttempt: string, isConfirmed: boolean): string {
  return seal.close(VERDICT, `${isConfirmed ? 'Y' : 'N'}${sealedAttempt}`);
}

/** How the bank's answers come back. */
export function returnMethod(variants: readonly ChallengeVariant[]): 'GET' | 'POST' {
  return variants.includes('GETBACK') ? 'GET' : 'POST';
}

/** What came back: by which method, the sealed verdict, and the sealed attempt beside it (3-D Secure 1). */
export type Returned = { method: string; verdict: string; attempt: string | null };

/** Ends the payment by the bank's verdict, and sends the payer's browser back to the shop. */
export function finishAttempt(parts: Parts, returned: Returned): Answer {
  const verdict = parts.seal.open(VERDICT, returned.verdict) ?? '';
  const inside = verdict.slice(1);
  const attempt = openAttempt(parts, inside);
  const view = attempt && parts.ledger.invoice(attempt.invoiceId);
  if (!attempt || !view || (returned.attempt !== null && returned.attempt !== inside)) {
    const detail = 'the answer of the bank is not one that was given, or was changed on the way';
    return errorAnswer(400, { code: 'invalid_authentication', title: 'Invalid authentication', detail });
  }
  const method = returnMethod(attempt.variants);
  if (returned.method !== method) {
    const detail = `the bank answered by ${method}, and its answer must come here by ${method}`;
    return errorAnswer(405, { code: 'method_not_allowed', title: 'Method Not Allowed', detail });
  }
  // A page that is sent twice finds the payment already ended.
  const isWaiting = view.status === 'process_pending';
  const outcome = verdict.startsWith('Y') ? attempt.outcome : failure('client_auth_failed');
  const ended = isWaiting ? changeAndNotify(parts, view.id, outcomeChange(view, outcome, parts.now())) : view;
  return { status: 303, body: '', headers: { location: returnUrlOf(ended, parts) } };
}

function returnUrlOf({ status, returnUrl, returnUrls }: InvoiceView, parts: Parts): string {
  const kind = status === 'processed' ? 'success' : status === 'process_pending' ? 'pending' : 'fail';
  return returnUrls[kind] ?? returnUrl ?? parts.returnUrl;
}
