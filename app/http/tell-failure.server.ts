import type { Tell } from '#identity/sessions/lockouts.ts';
import type { Context } from '../context.ts';

/** Writes to the log what did not succeed of signing in, by whom and from where; nothing that was typed. */
export function tellingLog({ log }: Pick<Context, 'log'>): Tell {
  return ({ what, personId, address, locks }) => {
    log.warn({ person: personId, address }, `${what} failed`);
    for (const { of, minutes } of locks) {
      log.warn({ person: personId, address, of, minutes }, 'sign-ins are locked out');
    }
  };
}
