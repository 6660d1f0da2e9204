import { existsSync } from 'node:fs';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

/** Where a Chromium may stand. First the one without a window of its own: the same engine for half of the processor time. */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Path of the Chromium of this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  return places.find((place) => existsSync(place));
}

/** Starts this machine's Chromium, without a sandbox, for tests run as root. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...options,
    args: ['--no-sandbox', ...(options.args ?? [])],
    ...(executablePath !== undefined && { executablePath }),
  });
}
