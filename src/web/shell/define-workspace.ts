import type { Bilingual } from '#kernel/schema.ts';
import type { Page } from './define-page.ts';

/** The places of one kind of person: pages of several modules put together. */
export interface Workspace {
  readonly id: string;
  /** The role that opens it. */
  readonly role: string;
  readonly title: Bilingual;
  /** Says "you" to a citizen, nothing personal to staff. */
  readonly voice: 'citizen' | 'staff';
  readonly home: Page;
  /**
   * Places in the order of how often they are gone to: the rail shows all, the bar of a phone the first four and the others behind
   * "More" (five, where there are no more). A page about a person opens the reader's own record.
   */
  readonly places: readonly Page[];
  /** Tabs shown while a person's record is open. */
  readonly personTabs?: readonly Page[];
}

/** Declares a workspace. */
export function defineWorkspace(workspace: Workspace): Workspace {
  return workspace;
}
