import { z } from 'zod';
import { day, oneOf } from '#identity/filter.ts';
import { VERDICTS } from '../books/verdicts.ts';
import { REASONS_OF } from './reasons.ts';

/** What names the callbacks of a list, in an address and in the API alike; each has its own name for the invoice. */
export const CALLBACK_FILTER = z.object({ verdict: oneOf(VERDICTS).optional() });

const DAYS = { from: day.optional(), to: day.optional() };

/**
 * What narrows the lists of received, refused and quarantined callbacks, on their page and in their exports.
 */
export const RECEIVED_FILTER = CALLBACK_FILTER.extend({
  reason: oneOf(REASONS_OF.quarantined).optional(),
  ...DAYS,
});
export const REFUSED_FILTER = z.object({ reason: oneOf(REASONS_OF.refused).optional(), ...DAYS });
