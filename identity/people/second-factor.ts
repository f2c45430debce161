import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Vault } from '../accounts/vault.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { Refusal } from '../refusal.ts';
import { sha256 } from '../sessions/random-secret.ts';
import { endSessionsWithoutFactor } from './factor-needed.ts';

const STEP_SECONDS = 30;
const STEPS_OF_TOLERANCE = 1;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

type Who = { id: number; email: string };

/** What an authenticator app is told, as URI (for the QR code) and as text to type. */
export type Enrolment = { uri: string; secret: string };

/**
 * Begins an enrolment: makes the seed that the app is to hold. Asked again before it is confirmed, it is the same one.
 * @returns null where a second factor is enrolled already
 */
export async function beginEnrolment(sql: Queryable, vault: Vault, person: Who): Promise<Enrolment | null> {
  const fresh = new Secret({ size: SECRET_BYTES });
  await sql`
    update people set totp_secret = ${vault.seal(fresh.base32, purposeOf(person.id))}
    where id = ${person.id} and totp_secret is null`;
  const kept = await seedOf(sql, vault, person.id);
  if (!kept || kept.isConfirmed) return null;
  return { uri: totp(kept.secret, person.email).toString(), secret: kept.secret };
}

/**
 * Ends an enrolment by the first code of the app.
 * @returns the recovery codes, told this once
 * @throws Refusal `wrong_code` (422), `already_enrolled` (409)
 */
export async function confirmEnrolment(
  sql: Sql,
  vault: Vault,
  person: Who,
  actor: Actor,
  code: string,
): Promise<string[]> {
  return sql.begin(async (transaction) => {
    await transaction`select from people where id = ${person.id} for update`;
    const kept = await seedOf(transaction, vault, person.id);
    if (!kept || kept.isConfirmed)
      throw new Refusal('already_enrolled', 'you have a second factor already', 409);
    const step = stepOf(kept.secret, code);
    if (step === null) throw new Refusal('wrong_code', 'this is not the code that the app shows now');
    await transaction`
      update people set totp_confirmed_at = now(), totp_last_step = ${step} where id = ${person.id}`;
    await audit(transaction, actor, 'second_factor.enrolled', `person:${person.id}`);
    return makeRecoveryCodes(transaction, person.id);
  });
}

/** Makes new recovery codes; the old ones are worth nothing from now on. @returns them, told this once */
export async function renewRecoveryCodes(sql: Sql, person: Who, actor: Actor): Promise<string[]> {
  return sql.begin(async (transaction) => {
    await transaction`select from people where id = ${person.id} for update`;
    await audit(transaction, actor, 'recovery_codes.renewed', `person:${person.id}`);
    return makeRecoveryCodes(transaction, person.id);
  });
}

/** Takes the second factor away: by its owner, or by an admin where it was lost. Who needs one is signed out. */
export async function removeSecondFactor(sql: Sql, personId: number, actor: Actor): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      update people set totp_secret = null, totp_confirmed_at = null, totp_last_step = null
      where id = ${personId}`;
    await transaction`delete from recovery_codes where person_id = ${personId}`;
    await endSessionsWithoutFactor(transaction);
    await audit(transaction, actor, 'second_factor.removed', `person:${personId}`);
  });
}

/**
 * Whether this code is right: one of the app that was not used before (a step of clock difference is forgiven), or an
 * unused recovery code, which is then used up.
 */
export async function takeCode(
  sql: Queryable,
  vault: Vault,
  personId: number,
  code: string,
): Promise<'code' | 'recovery_code' | null> {
  const kept = await seedOf(sql, vault, personId);
  if (!kept?.isConfirmed) return null;
  const step = stepOf(kept.secret, code);
  if (step !== null) {
    const taken = await sql`
      update people set totp_last_step = ${step} where id = ${personId} and coalesce(totp_last_step,
        0) < ${step}
      returning id`;
    return taken.count > 0 ? 'code' : null;
  }
  const used = await sql`
    update recovery_codes set used_at = now()
    where person_id = ${personId} and code_hash = ${sha256(normalised(code))} and used_at is null
    returning person_id`;
  return used.count > 0 ? 'recovery_code' : null;
}

/** How many recovery codes are left. */
export async function recoveryCodesLeft(sql: Queryable, personId: number): Promise<number> {
  const [row] = await sql<{ left: number }[]>`
    select count(*)::int as left from recovery_codes where person_id = ${personId} and used_at is null`;
  return row?.left ?? 0;
}

/** Seals the seeds again that were sealed with an older key. @returns how many */
export async function resealSeeds(sql: Sql, vault: Vault): Promise<number> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<{ id: number; sealed: Buffer }[]>`
      select id, totp_secret as sealed from people where totp_secret is not null for update`;
    const old = rows.filter(({ sealed }) => !vault.isCurrent(sealed));
    for (const { id, sealed } of old) {
      const again = vault.seal(vault.open(sealed, purposeOf(id)), purposeOf(id));
      await transaction`update people set totp_secret = ${again} where id = ${id}`;
    }
    return old.length;
  });
}

async function seedOf(
  sql: Queryable,
  vault: Vault,
  personId: number,
): Promise<{ secret: string; isConfirmed: boolean } | null> {
  const [row] = await sql<{ sealed: Buffer | null; isConfirmed: boolean }[]>`
    select totp_secret as sealed, totp_confirmed_at is not null as is_confirmed from people
    where id = ${personId}`;
  if (!row?.sealed) return null;
  return { secret: vault.open(row.sealed, purposeOf(personId)), isConfirmed: row.isConfirmed };
}

async function makeRecoveryCodes(sql: Queryable, personId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    const text = randomBytes(10).toString('hex');
    return text.replace(/(.{5})(?=.)/g, '$1-');
  });
  await sql`delete from recovery_codes where person_id = ${personId}`;
  for (const code of codes) {
    await sql`insert into recovery_codes (person_id, code_hash) values (${personId},
      ${sha256(normalised(code))})`;
  }
  return codes;
}

function totp(secret: string, email: string): TOTP {
  return new TOTP({
    issuer: 'Counterfoil',
    label: email,
    secret: Secret.fromBase32(secret),
    period: STEP_SECONDS,
  });
}

function stepOf(secret: string, code: string): number | null {
  const token = normalised(code);
  if (!/^\d{6}$/.test(token)) return null;
  const delta = totp(secret, '').validate({ token, window: STEPS_OF_TOLERANCE });
  return delta === null ? null : Math.floor(Date.now() / 1000 / STEP_SECONDS) + delta;
}

function normalised(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}

function purposeOf(personId: number): string {
  return `person:${personId}:totp`;
}
