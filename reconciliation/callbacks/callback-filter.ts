import { z } from 'zod';
import { oneOf } from '#identity/filter.ts';
import { VERDICTS } from '../books/verdicts.ts';

/** What names the callbacks of a list, in an address and in the API alike; each has its own name for the invoice. */
export const CALLBACK_FILTER = z.object({ verdict: oneOf(VERDICTS).optional() });
