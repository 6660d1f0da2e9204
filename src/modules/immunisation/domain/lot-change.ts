import type { Bilingual } from '#kernel/schema.ts';
import type { LotChange } from './stock-contract.ts';

/** Why a change of a lot cannot be. */
interface LotFault {
  readonly code: 'request.invalid' | 'immunisation.stock-changed';
  readonly path: string;
  readonly text: Bilingual;
}

/** What is known of the lot. */
interface Lot {
  readonly unopened: number;
  readonly version: number;
  /** Vials that are open. */
  readonly vials: readonly { readonly id: string }[];
}

/** What speaks against a change of a lot: a device and the centre ask the same. Undefined where nothing does. */
export function lotChangeFault(lot: Lot, change: Omit<LotChange, 'id'>): LotFault | undefined {
  const { act, vials, because, version } = change;
  const isCounted = act === 'count' || act === 'send' || act === 'waste';
  if (act === 'count' && version === undefined) return invalid('version', seeFirst);
  if (version !== undefined && version !== lot.version) return changed(lot);
  if (act === 'close-vial')
    return lot.vials.some(({ id }) => id === change.vialId) ? undefined : changed(lot);
  if (isCounted && vials === undefined) return invalid('vials', howMany);
  if ((act === 'send' || act === 'waste') && vials! > lot.unopened) return changed(lot);
  const isAsCounted = act === 'count' && vials === lot.unopened;
  return because === undefined && !isAsCounted ? invalid('because', why) : undefined;
}

const howMany = { vi: 'Hãy ghi số lọ.', en: 'Say how many vials.' };
const why = { vi: 'Hãy ghi lý do.', en: 'Say why.' };
const seeFirst = { vi: 'Hãy mở kho rồi đếm.', en: 'Open the stock, then count.' };

const invalid = (path: string, text: Bilingual): LotFault => ({ code: 'request.invalid', path, text });

function changed({ unopened }: Lot): LotFault {
  const text = {
    vi: `Trong kho hiện còn ${unopened} lọ chưa mở.`,
    en: `${unopened} unopened vials are in stock now.`,
  };
  return { code: 'immunisation.stock-changed', path: 'vials', text };
}
