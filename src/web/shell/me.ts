import type { Endpoint, Permission } from '#kernel/contract.ts';

/** Who is signed in, as the shell needs it: which places to show and whose record is her own. */
export interface Me {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly patientId?: string | undefined;
  /** Why roles that she was given are closed to her now: an error code. */
  readonly withheld?: string | undefined;
  readonly facility?: { readonly id: string; readonly name: string } | undefined;
}

/** The endpoint that answers it; handed over by entry, because the kit knows no module. */
export type WhoAmI = Endpoint<Record<string, never>, Me>;

/** Whether a page or a widget is for this person. A courtesy: the server decides each request by the same permission. */
export function mayOpen(me: Me, allow: Permission | 'signed-in' | 'public'): boolean {
  return allow === 'signed-in' || allow === 'public' || me.permissions.includes(allow);
}
