import { z } from 'zod';

/** Who is to review, as a form names them: the number of a person, null for nobody. */
export const Assignee = z
  .string()
  .regex(/^(none|[1-9]\d{0,8})$/, 'choose who is to review it')
  .transform((text) => (text === 'none' ? null : Number(text)));
