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
  /** Places of the rail and of the bottom bar; at most five. A page about a person opens the reader's own record. */
  readonly places: readonly Page[];
  /** Tabs shown while a person's record is open. */
  readonly personTabs?: readonly Page[];
}

/** Declares a workspace. */
export function defineWorkspace(workspace: Workspace): Workspace {
  return workspace;
}
