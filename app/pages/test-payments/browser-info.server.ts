import type { BrowserInfo } from '#paymega/browser-info.ts';

const A_PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/**
 * The payer's browser as far as a request tells of it; the rest is that of a usual screen, until a script of the page
 * knows better. That `device_channel` is EMV's `02` for a browser is *assumed*.
 */
export function browserInfoOf({ headers }: Request, address: string): BrowserInfo {
  const accept = headers.get('accept') ?? '';
  return {
    // What our own scripts ask for is no page.
    browser_accept_header: accept.includes('text/html') ? accept : A_PAGE,
    browser_color_depth: '24',
    browser_ip: address,
    browser_java_enabled: 'false',
    browser_language: headers.get('accept-language')?.split(/[,;]/)[0]?.trim() || 'en',
    browser_screen_height: '1080',
    browser_screen_width: '1920',
    browser_tz: '0',
    browser_user_agent: headers.get('user-agent') ?? '',
    device_channel: '02',
    window_height: '900',
    window_width: '1280',
  };
}
