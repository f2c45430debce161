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
