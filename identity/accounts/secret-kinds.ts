import { SECRET_KINDS } from '#db/values.ts';

/** What an account has that is never shown. */
export { SECRET_KINDS };
export type SecretKind = (typeof SECRET_KINDS)[number];
