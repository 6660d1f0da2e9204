import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../security.vi.json';

/** The sentences of this page. */
export type SecurityText = Say<typeof vi>;

/** The sentences of this page. */
export function useSecurityText(): SecurityText {
  return useText<typeof vi>();
}

/** Where a session comes from, in words; empty where nothing is known. */
export function networkText(text: SecurityText, network: string): string {
  if (network === '') return '';
  if (network === 'loopback' || network === 'inner') return text(`network.${network}`);
  return text('network.outer', { network });
}
