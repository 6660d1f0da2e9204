import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import { bucketOf } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { resolvePeople } from '../person.ts';
import { provenanceOf } from '../provenance.ts';
import type { Source } from '../source.ts';
import type { Statement } from '../domain/visit/statement.ts';
import { settleVisit } from '../visit/settle-visit.ts';
import { keepStatements } from '../visit/statements.ts';
import { derivedId } from './derived-id.ts';
import { readIdentity } from './map/identity.ts';
import type { Mapped } from './map/map-context.ts';
import { mapMessage } from './map/map-message.ts';
import { overlayPerson } from './map/overlay-person.ts';
import type { Message } from './message.ts';
import { keepVisit, openVisit, type OpenVisit } from './open-visit.ts';
import { finding, MessageRefused, type Finding } from './rules.ts';
import type { Sender } from './sender.ts';

/** A message with all that is needed to write it. */
export interface MessageToWrite {
  readonly message: Message;
  readonly source: Source;
  readonly unit: number;
  readonly sender: Sender;
  /** 'Organization/<id>' of the facility that sends. */
  readonly organization: string;
  readonly warn: (finding: Finding) => void;
}

/** How many resources were new, and how many changed. */
export interface Written {
  readonly made: number;
  readonly changed: number;
}

/** Writes all that one message says, in the transaction of `tx`: the person, what happened, and where it came from. */
export async function writeMessage(tx: Context, write: MessageToWrite): Promise<Written> {
  const { message, sender, organization } = write;
  const person = await findPerson(tx, write);
  const visit = await openVisit(tx, message, sender, person.patient.id);
  // Where two records of one person were merged, a visit goes on where it began.
  const patientId = visit?.patientId ?? person.patient.id;
  const bucket = bucketOf(patientId);
  const derive = (...key: readonly string[]) => derivedId(bucket, 'hl7v2', sender.facilityCode, ...key);
  const mapped = mapMessage({
    message,
    patient: `Patient/${patientId}`,
    facilityCode: sender.facilityCode,
    organization,
    derive,
    ...(visit === undefined ? {} : { visit: { key: visit.visit, encounterId: visit.encounterId } }),
    warn: write.warn,
  });
  const resources = await mergeAll(tx, mapped, visit?.opened?.known ?? []);
  const told = visit === undefined ? plainly(resources) : await tellVisit(tx, write, visit, resources);
  const all: Line[] = [...(person.changed ? [person.patient] : []), ...told.writes];
  const places = [...(person.changed ? [`Patient/${person.patient.id}`] : []), ...told.places];
  if (places.length === 0) return { made: 0, changed: 0 };
  // In the same bundle as what it speaks of: a second write would cost as many statements again.
  const origin = provenanceOf(derive('Provenance', write.source.id, String(write.unit)), places, {
    sourceId: write.source.id,
    name: `HL7 v2 ${message.msh.text(9, 1)}^${message.msh.text(9, 2)} ${message.msh.text(10)}`,
    recorded: tx.now(),
    facility: organization,
  });
  const moved = [...told.moved].map(([sourceId, targets]) =>
    provenanceOf(derive('Provenance', sourceId, ...targets), [`Patient/${patientId}`, ...targets], {
      sourceId,
      name: 'XML giám định',
      recorded: tx.now(),
      facility: organization,
    }),
  );
  const outcomes = await writeAll(tx, [...all, ...([origin, ...moved] as Line[])]);
  const ofMessage = outcomes.slice(0, all.length);
  return {
    made: ofMessage.filter((one) => one === 'created').length,
    changed: ofMessage.filter((one) => one === 'updated').length,
  };
}

type Line = Resource & { id: string };

/** What a message writes, where its lines stand, and lines of a claim that stand elsewhere now. */
interface Told {
  readonly writes: readonly Line[];
  readonly places: readonly string[];
  readonly moved: ReadonlyMap<string, readonly string[]>;
}

const referenceOf = (line: Resource): string => `${line.resourceType}/${line.id ?? ''}`;

function plainly(lines: readonly Line[]): Told {
  return { writes: lines, places: lines.map(referenceOf), moved: new Map() };
}

/** Kinds of line that a claim can state as well; everything else of a message stands for itself. */
const sharedKinds: ReadonlySet<string> = new Set([
  'Encounter',
  'Condition',
  'Observation',
  'DiagnosticReport',
  'ServiceRequest',
]);

/** A message about a visit with MA_LK: what it states is kept apart from what the claim states, and both become one record. */
async function tellVisit(
  tx: Context,
  write: MessageToWrite,
  visit: OpenVisit,
  lines: readonly Line[],
): Promise<Told> {
  const shared = lines.filter(({ resourceType }) => sharedKinds.has(resourceType));
  await keepVisit(tx, visit, shared.map(referenceOf));
  if (visit.opened === undefined) return plainly(lines);
  const { known, stored } = visit.opened;
  const sourceId = write.source.id;
  const spoken = new Set(shared.map(referenceOf));
  const former = known.filter(({ door, reference }) => door === 'hl7v2' && !spoken.has(reference));
  const said = [...former, ...shared.map((resource) => ({ resource, sourceId }))];
  const settled = settleVisit(known, 'hl7v2', said);
  await keepStatements(tx, visit, stored, settled.statements);
  const aside = lines.filter(({ resourceType }) => !sharedKinds.has(resourceType));
  const placeOf = new Map(
    settled.statements.flatMap(({ door, reference, place }) =>
      door === 'hl7v2' && place !== undefined ? [[reference, place] as const] : [],
    ),
  );
  const places = [...spoken].flatMap((reference) => placeOf.get(reference) ?? []);
  return {
    writes: [...(settled.writes as Line[]), ...aside],
    places: [...new Set([...places, ...aside.map(referenceOf)])],
    moved: settled.moved,
  };
}

async function findPerson(
  tx: Context,
  write: MessageToWrite,
): Promise<{ patient: Patient & { id: string }; changed: boolean }> {
  const identity = readIdentity(write.message, write.sender.facilityCode, write.warn);
  const [found] = await resolvePeople(tx, [identity]);
  if (found === undefined) throw new Error('one identity gives one resolution');
  if ('refuse' in found)
    throw new MessageRefused([finding('person-conflict', { segment: 'PID', field: 3 }, found.refuse.text)]);
  const patient = overlayPerson(
    found.patient,
    identity,
    write.message.msh.text(9, 1).toUpperCase() === 'ADT',
  );
  return { patient, changed: found.outcome !== 'unchanged' || patient !== found.patient };
}

/** Gives each merger the current version, and keeps one of several resources with the same id (the last one said). */
async function mergeAll(
  tx: Context,
  mapped: readonly Mapped[],
  known: readonly Statement[],
): Promise<Line[]> {
  const own = new Map(
    known.filter(({ door }) => door === 'hl7v2').map((one) => [one.reference, one.resource]),
  );
  const byKey = new Map<string, Resource & { id: string }>();
  for (const { resource, merge } of mapped) {
    const key = `${resource.resourceType}/${resource.id}`;
    if (merge === undefined) {
      byKey.set(key, resource);
      continue;
    }
    const isJoined = known.length > 0 && sharedKinds.has(resource.resourceType);
    const current = byKey.get(key) ?? (isJoined ? own.get(key) : await readCurrent(tx, resource));
    const next = merge(current);
    if (next !== undefined) byKey.set(key, { ...next, id: resource.id });
  }
  return [...byKey.values()];
}

/** By search, not by read: that something is not there yet is the usual case and costs two statements instead of five. */
async function readCurrent(tx: Context, resource: Resource & { id: string }): Promise<Resource | undefined> {
  const page = await tx.record.search(resource.resourceType, `_id=${resource.id}`);
  const text = page.matches[0]?.text;
  return text === undefined ? undefined : (JSON.parse(text) as Resource);
}

type Outcome = 'created' | 'updated' | 'unchanged';

/** One transaction bundle of updates-as-create. */
async function writeAll(tx: Context, resources: readonly (Resource & { id: string })[]): Promise<Outcome[]> {
  const startedAt = tx.now();
  const entry = resources.map((resource): BundleEntry => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const answer: Bundle = await tx.record.bundle({ resourceType: 'Bundle', type: 'transaction', entry });
  return resources.map((_, index) => outcomeOf(answer.entry?.[index], startedAt));
}

function outcomeOf(entry: BundleEntry | undefined, startedAt: Date): Outcome {
  if (entry?.response?.status?.startsWith('201') === true) return 'created';
  const modified = entry?.response?.lastModified;
  return modified !== undefined && Date.parse(modified) < startedAt.getTime() ? 'unchanged' : 'updated';
}
