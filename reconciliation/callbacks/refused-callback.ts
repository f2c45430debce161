import type { Queryable } from '#db/connection.ts';
import type { ProviderConnections } from '#identity/accounts/provider-connections.ts';
import { type Vault, VaultError } from '#identity/accounts/vault.ts';
import { Refusal } from '#identity/refusal.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { redact } from '#paymega/redact.ts';
import type { Header } from '#paymega/redact-headers.ts';
import type { Secrets } from '#paymega/signature.ts';
import type { VERDICTS } from '../books/verdicts.ts';
import { fittingModes, type Verified, verifyCallback } from './receive-callback.ts';
import type { RefusedRow } from './refused-callbacks.ts';
import { openRequest, type SealedRequest } from './sealed-request.ts';

/** One refused callback with all that is kept of it; what was not kept when it came is null. */
export type RefusedCallback = RefusedRow & {
  accountId: number | null;
  bodySha256: Buffer;
  target: string | null;
  headers: Header[] | null;
  tookMs: number | null;
  bodyBytes: number | null;
  sealed: Buffer | null;
  takenInAt: Date | null;
  takenInAs: (typeof VERDICTS)[number] | null;
};

/** @throws Refusal `unknown_refused_callback` (404) */
export async function refusedCallback(sql: Queryable, id: bigint): Promise<RefusedCallback> {
  const [row] = await sql<RefusedCallback[]>`
    select id, account_id, received_at, reason, message, invoice_id, http_status, excerpt, body_sha256,
      address, skipped, look_up, target, headers, took_ms, body_bytes, sealed, taken_in_at, taken_in_as
    from refused_callbacks where id = ${id}`;
  if (!row) throw new Refusal('unknown_refused_callback', `there is no refused callback ${id}`, 404);
  return row;
}

export type VerifyTools = {
  vault: Vault;
  connections: Pick<ProviderConnections, 'fitting' | 'of'>;
  exponentOf: ExponentOf;
};

/** Whether a refused callback verifies now; `body` is what is opened of it, redacted. */
export type VerifiedNow =
  | { kind: 'no_bytes' }
  | { kind: 'sealed_with_another_key' }
  | { kind: 'refused'; reason: string; message: string; body: string }
  | { kind: 'verified'; verified: Verified; body: string };

/**
 * Verifies a refused callback by the secrets that hold now: those of the account that its address named, and
 * where it named none those of all. Nothing is kept.
 * @param now when it is taken in, if it is
 */
export async function verifyNow(
  { vault, connections, exponentOf }: VerifyTools,
  refused: RefusedCallback,
  now: Date,
): Promise<VerifiedNow> {
  const request = openedOrNull(vault, refused);
  if (request === null) return { kind: refused.sealed ? 'sealed_with_another_key' : 'no_bytes' };
  const body = redact(request.rawBody.toString('utf8').replaceAll('\0', '\uFFFD'));
  const account = await accountOf(connections, refused, request);
  if (!account) {
    return { kind: 'refused', reason: 'bad_signature', message: 'it fits no secret of any account', body };
  }
  const kept = { address: refused.address, headers: refused.headers ?? [], startedAt: null };
  const outcome = verifyCallback(exponentOf, {
    ...{ accountId: account.id, secrets: account.secrets, receivedAt: now, refusedId: refused.id },
    ...{ ...request, request: kept },
  });
  if (outcome.kind === 'verified') return { kind: 'verified', verified: outcome, body };
  const { reason, message } = outcome.refusal;
  return { kind: 'refused', reason, message, body };
}

function openedOrNull(vault: Vault, { sealed, bodySha256 }: RefusedCallback): SealedRequest | null {
  if (!sealed) return null;
  try {
    return openRequest(vault, sealed, bodySha256);
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

async function accountOf(
  connections: VerifyTools['connections'],
  { accountId }: RefusedCallback,
  { rawBody, signature }: SealedRequest,
): Promise<{ id: number; secrets: Secrets } | null> {
  if (accountId !== null) {
    const { secrets } = await connections.of(accountId, true);
    return { id: accountId, secrets };
  }
  const found = await connections.fitting((secrets) => fittingModes(secrets, rawBody, signature).length > 0);
  return found && { id: found.id, secrets: found.connection.secrets };
}
