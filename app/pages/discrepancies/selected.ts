import { z } from 'zod';

/** So many can be acted upon one by one. */
export const AT_MOST = 500;
const NONE = 'tick at least one discrepancy';

/** The rows of a list that were ticked. */
export const Selected = z
  .array(
    z
      .string()
      .regex(/^\d{1,18}$/, NONE)
      .transform(BigInt),
  )
  .min(1, NONE)
  .max(AT_MOST, `tick at most ${AT_MOST} at once`);
