import { createHash } from 'node:crypto';

/** Names what a form says: it changes with every change that the form shows, whichever resource it lies in. */
export function versionOf(form: object): string {
  return createHash('sha256').update(JSON.stringify(form)).digest('base64url').slice(0, 22);
}
