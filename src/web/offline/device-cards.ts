import type { ClosedKey } from './device-key.ts';

/** What this computer knows of a device store before it is opened; nothing of a person but its worker's name. */
export interface DeviceCard {
  readonly id: string;
  readonly worker: string;
  readonly facilityId: string;
  readonly underShare: ClosedKey;
  /** Absent where the worker chose none, or typed it wrong too often. */
  readonly underCode?: ClosedKey;
  readonly wrongCodes: number;
  /** When the centre last let it be opened, ms; without it the code opens no more after `daysWithoutCentre`. */
  readonly openedAt: number;
  readonly unsent: number;
}

/** How long a device goes on without the centre. */
export const daysWithoutCentre = 35;
/** Wrong codes after which only a sign-in at the centre opens the store. */
export const mostWrongCodes = 5;

const key = 'sen.devices';

/** The device stores of this computer. */
export function readCards(storage: Storage = localStorage): readonly DeviceCard[] {
  try {
    const cards: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(cards) ? (cards as DeviceCard[]) : [];
  } catch {
    // Somebody else's text under our name: there is no card then.
    return [];
  }
}

/** Puts a card in the place of the one of its id, or beside the others. */
export function keepCard(card: DeviceCard, storage: Storage = localStorage): void {
  const others = readCards(storage).filter(({ id }) => id !== card.id);
  storage.setItem(key, JSON.stringify([...others, card]));
}

export function dropCard(id: string, storage: Storage = localStorage): void {
  storage.setItem(key, JSON.stringify(readCards(storage).filter((card) => card.id !== id)));
}

/** The card of a worker at her facility; else that of where she worked before, while something of it is not sent. */
export function findCard(worker: string, facilityId: string | undefined): DeviceCard | undefined {
  const hers = readCards().filter((card) => card.worker === worker);
  return hers.find((card) => card.facilityId === facilityId) ?? hers.find(({ unsent }) => unsent > 0);
}
