import { Refusal } from '#identity/refusal.ts';

/** For oneself this asks for the password, on a page of its own: a screen left open must not be enough. */
export function assertSomebodyElse(own: number, id: number): void {
  if (own === id)
    throw new Refusal('own_page', 'for yourself do this under your own account, with your password');
}
