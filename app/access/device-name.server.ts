import Bowser from 'bowser';

/** What a browser calls itself, for people: `Firefox 141 on Linux`; as it came where nothing is known of it. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) return 'unknown';
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return userAgent;
  const version = browser.version?.split('.')[0];
  return [browser.name, version, os.name && `on ${os.name}`].filter(Boolean).join(' ');
}
