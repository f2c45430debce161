import { z } from 'zod';

const AT_MOST = 500;

/** The rows of a list that were ticked. */
export const Selected = z
  .array(z.string().regex(/^\d{1,18}$/))
  .min(1)
  .max(AT_MOST)
  .transform((ids) => ids.map(BigInt));
