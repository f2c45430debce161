/** What an account has that is never shown. */
export const SECRET_KINDS = ['api_key', 'live_secret', 'test_secret'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];
