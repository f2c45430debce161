import { z } from 'zod';
import { oneOf, text } from '#identity/filter.ts';

/** What the address of every page may say: live or test payments, and of which account. */
export const PAGE_ADDRESS = z.object({
  mode: oneOf(['live', 'test']).default('live'),
  account: text.optional(),
});
