import { z } from 'zod';

/** The form of an act for which one types one's own password again. */
export const OWN_PASSWORD = {
  schema: z.object({ current: z.string().max(500, 'at most 500 characters') }),
  secret: ['current'],
  at: { wrong_password: 'current' },
};
