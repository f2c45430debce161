import { z } from 'zod';

/** What somebody is called, as a form says it; null where the field was left empty. */
export const PERSON_NAME = z
  .string()
  .trim()
  .max(100, 'at most 100 characters')
  .transform((name) => name || null);
