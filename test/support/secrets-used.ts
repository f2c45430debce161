import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Named } from './secrets-found.ts';

// Set by start-product.ts, for the worker that it starts the product for.
let listed: string | undefined;
const SHORTEST = 6;
const Line = z.tuple([z.string(), z.string()]);

/** Begins a list of the secrets that this process will use. */
export function keepSecretsIn(file: string): void {
  listed = file;
}

/** Puts a secret that a test types, or is shown, on the list. @returns the secret */
export function used(name: string, secret: string | null | undefined): string {
  if (!listed) throw new Error('start-product.ts has not run');
  if (!secret || secret.length < SHORTEST)
    throw new Error(`${name} was not told, or is too short to be hunted`);
  appendFileSync(listed, `${JSON.stringify([name, secret])}\n`);
  return secret;
}

/** Everything on such a list. */
export function secretsUsed(file: string): Named[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => Line.parse(JSON.parse(line)));
}

/** What is secret of a session's cookie: its value, and the session's secret within it. */
export function secretsOfCookie(encoded: string): { value: string; session: string } {
  const value = decodeURIComponent(encoded);
  const session: unknown = JSON.parse(Buffer.from(value.split('.')[0] ?? '', 'base64').toString());
  return { value, session: z.string().parse(session) };
}
