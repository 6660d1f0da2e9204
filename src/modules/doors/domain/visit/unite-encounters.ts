import type { Encounter, EncounterLocation } from '@medplum/fhirtypes';
import { union } from './union.ts';
import { unionOfConcepts } from './unite-concepts.ts';

/**
 * One Encounter from both doors. While the claim knows the visit as open (a check-in only), the messages say status, class and times, for
 * they follow it hour by hour. Once the claim is there, it is the signed last word: finished, with its class, times, kind and way of
 * leaving; a message that comes later cannot open or cancel it. Whatever only one of them knows stays: ward, bed, attending doctor and
 * admission source of the messages; record number, length, kinds and disposition of the claim; reasons, diagnoses, people and numbers of
 * both.
 */
export function uniteEncounters(claim: Encounter, message: Encounter): Encounter {
  const isOver = claim.status === 'finished';
  const [word, other] = isOver ? [claim, message] : [message, claim];
  const period = { ...other.period, ...word.period };
  const hospitalization = { ...other.hospitalization, ...word.hospitalization };
  const { location } = message;
  return {
    ...other,
    ...word,
    ...(Object.keys(period).length === 0 ? {} : { period }),
    ...(Object.keys(hospitalization).length === 0 ? {} : { hospitalization }),
    ...(location === undefined ? {} : { location: isOver ? location.map(left) : location }),
    ...union('identifier', claim, message),
    ...unionOfConcepts('type', claim, message),
    ...unionOfConcepts('reasonCode', claim, message),
    ...union('participant', message, claim),
    ...union('diagnosis', claim, message),
  };
}

/** Nobody lies in a ward after the visit. */
function left(location: EncounterLocation): EncounterLocation {
  return location.status === 'active' ? { ...location, status: 'completed' } : location;
}
