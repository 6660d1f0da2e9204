import type { Bundle, BundleEntry, Patient, Provenance, Resource } from '@medplum/fhirtypes';
import { bucketOf } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { resolvePeople } from '../person.ts';
import { provenanceOf } from '../provenance.ts';
import type { Source } from '../source.ts';
import { derivedId } from './derived-id.ts';
import { readIdentity } from './map/identity.ts';
import type { Mapped } from './map/map-context.ts';
import { mapMessage } from './map/map-message.ts';
import { overlayPerson } from './map/overlay-person.ts';
import type { Message } from './message.ts';
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
  const bucket = bucketOf(person.patient.id);
  const derive = (...key: readonly string[]) => derivedId(bucket, 'hl7v2', sender.facilityCode, ...key);
  const mapped = mapMessage({
    message,
    patient: `Patient/${person.patient.id}`,
    facilityCode: sender.facilityCode,
    organization,
    derive,
    warn: write.warn,
  });
  const resources = await mergeAll(tx, mapped);
  const all: (Resource & { id: string })[] = person.changed ? [person.patient, ...resources] : resources;
  if (all.length === 0) return { made: 0, changed: 0 };
  // In the same bundle as what it speaks of: a second write would cost as many statements again.
  const origin = provenanceOf(
    derive('Provenance', write.source.id, String(write.unit)),
    all.map((one) => `${one.resourceType}/${one.id}`),
    {
      sourceId: write.source.id,
      name: `HL7 v2 ${message.msh.text(9, 1)}^${message.msh.text(9, 2)} ${message.msh.text(10)}`,
      recorded: tx.now(),
      facility: organization,
    },
  );
  const outcomes = await writeAll(tx, [...all, origin as Provenance & { id: string }]);
  const ofMessage = outcomes.slice(0, all.length);
  return {
    made: ofMessage.filter((one) => one === 'created').length,
    changed: ofMessage.filter((one) => one === 'updated').length,
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
async function mergeAll(tx: Context, mapped: readonly Mapped[]): Promise<(Resource & { id: string })[]> {
  const byKey = new Map<string, Resource & { id: string }>();
  for (const { resource, merge } of mapped) {
    const key = `${resource.resourceType}/${resource.id}`;
    if (merge === undefined) {
      byKey.set(key, resource);
      continue;
    }
    const current = byKey.get(key) ?? (await readCurrent(tx, resource));
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
