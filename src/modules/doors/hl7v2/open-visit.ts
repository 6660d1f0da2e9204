import type { Context } from '#platform/context.ts';
import { readLedger } from '../insurance/ledger.ts';
import { keepHl7Visit, readHl7Visits, type Hl7Visit } from '../visit/hl7-visits.ts';
import { isSamePerson } from '../visit/same-person.ts';
import { openStatements, type OpenStatements } from '../visit/statements.ts';
import { visitIds } from '../visit/visit-ids.ts';
import { lockVisits, visitName } from '../visit/visit-name.ts';
import { claimKeyOf } from './claim-key.ts';
import { PERSON_ONLY } from './map/map-message.ts';
import type { Message } from './message.ts';
import { finding, MessageRefused } from './rules.ts';
import type { Sender } from './sender.ts';
import { readTime } from './time.ts';

/** A visit that a claim speaks of too, now or one day, for it carries MA_LK. */
export interface OpenVisit extends Hl7Visit {
  readonly encounterId: string;
  /** What both doors said; undefined while no claim has come. */
  readonly opened: OpenStatements | undefined;
}

/** Opens the visit of a message and holds it to the end of the transaction; undefined where the message names none by MA_LK. */
export async function openVisit(
  tx: Context,
  message: Message,
  sender: Sender,
  patientId: string,
): Promise<OpenVisit | undefined> {
  const key = claimKeyOf(message, sender);
  if (key === undefined || PERSON_ONLY.has(message.msh.text(9, 2).toUpperCase())) return undefined;
  const { facilityCode: facility } = sender;
  const name = { facility, visit: key };
  await lockVisits(tx, [name]);
  const claim = (await readLedger(tx, [{ facility, key }])).get(visitName(facility, key));
  const said = (await readHl7Visits(tx, [name])).get(visitName(facility, key));
  const ownerId = said?.patientId ?? claim?.patientId ?? patientId;
  if (!(await isSamePerson(tx, ownerId, patientId)))
    throw new MessageRefused([finding('visit-of-another', { segment: 'PV1', field: 19 })]);
  const anchor = said?.anchor ?? claim?.anchor ?? anchorOf(message);
  const resources = said?.resources ?? [];
  const opened =
    claim === undefined ? undefined : await openStatements(tx, name, claim.resources.keys(), resources);
  const encounterId = visitIds({ patientId: ownerId, facility, visit: key, anchor })('Encounter');
  return { ...name, patientId: ownerId, anchor, resources, encounterId, opened };
}

/** Keeps which lines messages stated of the visit. */
export async function keepVisit(tx: Context, visit: OpenVisit, stated: readonly string[]): Promise<void> {
  const resources = [...new Set([...visit.resources, ...stated])];
  if (resources.length > visit.resources.length) await keepHl7Visit(tx, { ...visit, resources });
}

/** The time inside the ids of a visit that is told for the first time: when it began, else when it was told. */
function anchorOf(message: Message): Date {
  const told = readTime(message.first('PV1')?.text(44) ?? '') ?? readTime(message.msh.text(7));
  const time = Date.parse(told?.instant ?? told?.date ?? '');
  return new Date(Number.isFinite(time) ? Math.max(time, 0) : 0);
}
