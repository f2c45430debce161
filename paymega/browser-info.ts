/** What `browser_info` of a sale tells of the payer's browser: optional as a whole, and all of it text (seed). */
export const BROWSER_INFO = [
  'browser_accept_header',
  'browser_color_depth',
  'browser_ip',
  'browser_java_enabled',
  'browser_language',
  'browser_screen_height',
  'browser_screen_width',
  'browser_tz',
  'browser_user_agent',
  'device_channel',
  'window_height',
  'window_width',
] as const;

export type BrowserInfo = Record<(typeof BROWSER_INFO)[number], string>;

/** What is told of a browser of which nothing is known. That `device_channel` is EMV's `02` for a browser is *assumed*. */
export const USUAL_BROWSER: BrowserInfo = {
  browser_accept_header: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  browser_color_depth: '24',
  browser_ip: '127.0.0.1',
  browser_java_enabled: 'false',
  browser_language: 'en',
  browser_screen_height: '1080',
  browser_screen_width: '1920',
  browser_tz: '0',
  browser_user_agent: '',
  device_channel: '02',
  window_height: '900',
  window_width: '1280',
};
