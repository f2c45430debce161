import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import PQueue from 'p-queue';
import { Refusal } from '../refusal.ts';
import { SHORTEST_PASSWORD } from './password-rules.ts';

const LONGEST_PASSWORD = 200;
const STRONG_ENOUGH = 3;

let strength: ZxcvbnFactory | undefined;

/**
 * Whether a password will do: long enough, and not one that is found by trying what leaked elsewhere, words, keyboard rows
 * and the person's own e-mail. No rule asks for kinds of characters.
 * @throws Refusal `weak_password` (422)
 */
export function assertStrong(password: string, email: string): void {
  const { length } = [...password];
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    throw new Refusal(
      'weak_password',
      `a password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters: a few words that do not belong together are best`,
    );
  }
  const own = ['counterfoil', 'paymega', email, ...email.split(/[@.]/)];
  // Its dictionaries are large: made when the first password is chosen, not at each start.
  strength ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  if (strength.check(password.slice(0, 100), own).score < STRONG_ENOUGH) {
    throw new Refusal(
      'weak_password',
      'this password is among the first that would be tried: choose a few words that do not belong together',
    );
  }
}

// Each takes a thread of the four that also read files and look names up: a flood of sign-ins leaves two of them.
const atWork = new PQueue({ concurrency: 2 });

/** A password as it is kept: argon2id. */
export function hashOf(password: string): Promise<string> {
  return atWork.add(() => hash(password));
}

/** Whether this is the password of the hash. */
export function isPassword(passwordHash: string, password: string): Promise<boolean> {
  return atWork.add(() => verify(passwordHash, password));
}
