import type { Client } from '#runtime/client-address.ts';
import type { Log } from '#runtime/log.ts';

/** Looks at who asks, for what tells of a proxy that nobody configured. */
export type ProxyWatch = {
  look(client: Client, pathname: string): void;
  /** What is wrong, in words for an admin; nothing where nothing is. */
  warnings(): string[];
};

const HARM =
  'everybody then has the address of the proxy, and thirty wrong passwords of anybody lock all out';
const SIGN_IN = /^\/sign-in(?:\.data)?$/i;

/**
 * Behind a proxy that is not trusted all people share one address. What tells of such a proxy is said when it is first
 * seen, in the log and to admins on the settings.
 * @param isProxyTrusted whether TRUST_PROXY is set
 */
export function createProxyWatch(publicUrl: string, isProxyTrusted: boolean, log: Log): ProxyWatch {
  const warnings = new Map<string, string>();
  const tell = (kind: string, message: string) => {
    if (warnings.has(kind)) return;
    warnings.set(kind, message);
    log.warn({ setting: 'TRUST_PROXY' }, message);
  };
  if (publicUrl.startsWith('https:') && !isProxyTrusted) {
    tell(
      'unset',
      `PUBLIC_URL is https, so a proxy stands in front, but TRUST_PROXY is not set: ${HARM}. Set it to the address of the proxy.`,
    );
  }
  return {
    look({ peer, isPeerTrusted, isForwarded }, pathname) {
      if (isForwarded && !isPeerTrusted) {
        tell(
          'untrusted',
          `${peer} says on whose behalf it asks (X-Forwarded-For), but is not in TRUST_PROXY. If it is your proxy, set TRUST_PROXY=${peer}: ${HARM}. If nothing of yours stands in front, somebody pretends.`,
        );
      }
      if (isPeerTrusted && !isForwarded && SIGN_IN.test(pathname)) {
        tell(
          'silent',
          `The proxy at ${peer} does not say on whose behalf it asks: ${HARM}. Let it set X-Forwarded-For.`,
        );
      }
    },
    warnings: () => [...warnings.values()],
  };
}
