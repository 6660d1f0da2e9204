import { createContext, use } from 'react';
import type { Workspace } from './define-workspace.ts';
import type { Me } from './me.ts';
import type { Preferences } from './preferences.ts';

/** What the frame knows and pages may ask. */
export interface Shell {
  readonly me: Me;
  readonly workspace: Workspace;
  /** Workspaces that this person's roles open. */
  readonly workspaces: readonly Workspace[];
  readonly preferences: Preferences;
  readonly prefer: (change: Partial<Preferences>) => void;
  readonly signOut: () => void;
}

export const ShellContext = createContext<Shell | undefined>(undefined);

/** The frame around this page. */
export function useShell(): Shell {
  const shell = use(ShellContext);
  if (!shell) throw new Error('No shell around this component.');
  return shell;
}
