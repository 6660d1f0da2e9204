import type vi from '../subscriptions.vi.json';

const known = new Set([
  'timeout',
  'unreachable',
  'tls',
  'inner-address',
  'unknown-name',
  'account-closed',
  'ended',
  'administrator',
  'too-many-waiting',
] as const);

/** The sentence of a short word that says why telling failed or ended. */
export function faultKey(fault: string): keyof typeof vi {
  if (fault.startsWith('http-')) return 'fault.http';
  if (fault.startsWith('smtp')) return 'fault.smtp';
  return (known as ReadonlySet<string>).has(fault) ? (`fault.${fault}` as keyof typeof vi) : 'fault.other';
}
