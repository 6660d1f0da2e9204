import type { Actor } from '../../access/actor.ts';
import type { PersonChoice } from '../pages/pick-person-page.ts';

/** Finds people through the record as one actor, so that what she does not reach is not there. */
export interface PeopleFinder {
  byText(actor: Actor, text: string): Promise<readonly PersonChoice[]>;
  byId(actor: Actor, patientId: string): Promise<PersonChoice | undefined>;
}
