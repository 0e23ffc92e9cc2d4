import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Nothing of the browser's own may reach the network: a test must see only what the page fetches. */
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Debian's Chromium, else the first on PATH; undefined when the machine has none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return ['/usr/bin/chromium', ...folders.map((folder) => path.join(folder, 'chromium'))].find(executable);
}

/** The machine's Chromium without a window. Throws, with what to install, when there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium at /usr/bin/chromium or on PATH: run "apt-get install chromium".');
  return chromium.launch({ executablePath, args: quiet });
}

/** Skips the suite and says why where there is no browser; with CI=true a missing browser is a failure instead. */
export function needsBrowser(suite: Mocha.Context): void {
  if (findChromium() !== undefined || process.env['CI'] === 'true') return;
  console.warn('    skipped: there is no Chromium at /usr/bin/chromium or on PATH');
  suite.skip();
}
