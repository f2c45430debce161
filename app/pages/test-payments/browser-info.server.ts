import { type BrowserInfo, USUAL_BROWSER } from '#paymega/browser-info.ts';

/**
 * The payer's browser as far as a request tells of it; the rest is that of a usual screen, until a script of the page
 * knows better.
 */
export function browserInfoOf({ headers }: Request, address: string): BrowserInfo {
  const accept = headers.get('accept') ?? '';
  const language = headers.get('accept-language')?.split(/[,;]/)[0]?.trim();
  return {
    ...USUAL_BROWSER,
    // What our own scripts ask for is no page.
    ...(accept.includes('text/html') && { browser_accept_header: accept }),
    ...(language && { browser_language: language }),
    browser_ip: address,
    browser_user_agent: headers.get('user-agent') ?? '',
  };
}
