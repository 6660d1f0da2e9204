import { isMarkedShared } from '#web/shell/shared/shared-mark.ts';
import { readEmergencyCard, type EmergencyCard } from '../domain/emergency-card.ts';

/** In the clear and outside of every sign-in: the card is there to be read by whoever holds the phone. */
const key = 'sen.emergency';

/** The card of this phone. A shared computer keeps none: what lay there from before is taken away. */
export function keptCard(): EmergencyCard | undefined {
  if (isMarkedShared()) {
    dropCard();
    return undefined;
  }
  return readEmergencyCard(localStorage.getItem(key));
}

/** Keeps a card on this phone, in place of the one before. */
export function keepCard(card: EmergencyCard): void {
  localStorage.setItem(key, JSON.stringify(card));
}

/** Takes the card off this phone. */
export function dropCard(): void {
  localStorage.removeItem(key);
}
