import { steppedUpMs } from './assurance.ts';
import type { Assurance, SignInMethod } from './assurance.ts';

/** What is read of the session behind a token. */
export interface SessionRow {
  readonly session_id: string | null;
  readonly session_used: Date | null;
  readonly session_assured: Date | null;
  readonly session_stepped: Date | null;
  readonly session_methods: readonly SignInMethod[] | null;
  readonly session_level: number | null;
}

/** SQL: the columns of the session `s`. */
export const sessionColumns = `s.id AS session_id, s.last_used_at AS session_used, s.assured_at AS session_assured,
  s.stepped_up_at AS session_stepped, s.methods AS session_methods, s.level AS session_level`;

/** SQL: joins the session `s` behind the token `p`. */
export const findOfSession = `LEFT JOIN identity.session s ON s.id = p.payload ->> 'sessionUid' AND s.account_id = p.account_id`;

/** The session of a token and how sure Sen is of its owner; nothing where the token has none. */
export function toSession(
  row: SessionRow,
  now: Date,
): { readonly sessionId?: string; readonly assurance?: Assurance } {
  if (row.session_id === null || row.session_assured === null) return {};
  const isSteppedUp =
    row.session_stepped !== null && now.getTime() - row.session_stepped.getTime() < steppedUpMs;
  const level = isSteppedUp ? 3 : row.session_level === 2 ? 2 : 1;
  return {
    sessionId: row.session_id,
    assurance: { level, at: row.session_assured, methods: row.session_methods ?? [] },
  };
}
