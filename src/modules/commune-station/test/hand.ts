import type { Locator } from 'playwright-core';

/** A hand at a screen: counts what somebody touches. Typing in a field is one tap to get there; Enter is one. */
export interface Hand {
  readonly tap: (what: Locator) => Promise<void>;
  readonly type: (field: Locator, text: string) => Promise<void>;
  readonly enter: (field: Locator) => Promise<void>;
  /** Taps since the job began, which is begun anew. */
  readonly lift: () => number;
}

export function hand(): Hand {
  let taps = 0;
  return {
    async tap(what) {
      taps += 1;
      await what.click();
    },
    async type(field, text) {
      taps += 1;
      await field.fill(text);
    },
    async enter(field) {
      taps += 1;
      await field.press('Enter');
    },
    lift() {
      const made = taps;
      taps = 0;
      return made;
    },
  };
}
