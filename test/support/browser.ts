import { existsSync } from 'node:fs';

// The shell is the same engine without windows: a page of its own costs a third of the processor.
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** How Chromium is started: this machine's own where there is one, else Playwright's; it calls nobody by itself. */
export const BROWSER = {
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  ...executable(process.env.CHROMIUM_PATH ?? PLACES.find((place) => existsSync(place))),
};

function executable(executablePath: string | undefined): { executablePath?: string } {
  return executablePath ? { executablePath } : {};
}
