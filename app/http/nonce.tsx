import { createContext, useContext } from 'react';

/** The nonce of this answer's Content-Security-Policy; empty in the browser, which hides nonces from scripts. */
export const NonceContext = createContext('');

/** For scripts that the page itself holds. */
export function useNonce(): string {
  return useContext(NonceContext);
}
