import type { SecretKind } from '#identity/accounts/secret-kinds.ts';

/** The secrets of an account in words. */
export const SECRET_LABELS: Record<SecretKind, string> = {
  api_key: 'API key',
  live_secret: 'Live secret',
  test_secret: 'Test secret',
};
