import { Secret, TOTP } from 'otpauth';
import type { Sql } from '#db/connection.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { addPerson, type Person } from '#identity/people/people.ts';
import { beginEnrolment, confirmEnrolment } from '#identity/people/second-factor.ts';
import type { Role } from '#identity/permissions/permissions.ts';

export const PASSWORD = 'a long one indeed';
export const ACTOR = { kind: 'program', name: 'test' } as const;
export const OLD_KEY = 'the first key of these tests, long enough';
export const NEW_KEY = 'the second key of these tests, long enough';
export const VAULT = createVault([OLD_KEY]);
export const STEP_MS = 30_000;

let made = 0;

/** A person of their own for the test that calls this, with the password PASSWORD. */
export function somebody(sql: Sql, role: Role = 'finance'): Promise<Person> {
  made++;
  return addPerson(sql, { email: `Ada${made}@shop.example`, role, password: PASSWORD });
}

/** An address that no other test of the file has. */
export function anAddress(): string {
  made++;
  return `10.${(made >> 16) & 255}.${(made >> 8) & 255}.${made & 255}`;
}

/** What the authenticator app of this seed shows now, or so many steps of its clock later. */
export function codeOf(seed: string, stepsLater = 0): string {
  const app = new TOTP({ secret: Secret.fromBase32(seed), digits: 6, period: 30, algorithm: 'SHA1' });
  return app.generate({ timestamp: Date.now() + stepsLater * STEP_MS });
}

/** Enrols a second factor as its owner does. The code of now is used up by it. */
export async function enrol(sql: Sql, person: Person): Promise<{ seed: string; recoveryCodes: string[] }> {
  const begun = await beginEnrolment(sql, VAULT, person);
  if (!begun) throw new Error('there is a second factor already');
  const seed = begun.secret;
  return { seed, recoveryCodes: await confirmEnrolment(sql, VAULT, person, ACTOR, codeOf(seed)) };
}
