import type { Bundle, BundleEntry, Provenance, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { inPatientCompartment, patientReferencesOf } from '#kernel/fhir/compartment.ts';
import { bucketOf } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { provenanceOf } from '../provenance.ts';
import type { Source } from '../source.ts';
import { derivedId } from '../hl7v2/derived-id.ts';

/** One unit ready to be written: its request and its resource, references already in the words of the record. */
export interface Ready {
  readonly unit: number;
  readonly entry: BundleEntry;
  /** 'Type/id' where it is known before writing. */
  readonly reference: string | undefined;
}

/** What became of each unit of a chunk. */
export interface ChunkCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Writes a chunk as one transaction with its Provenance, inside the transaction of `tx`. Throws what the record throws. */
export async function writeChunk(tx: Context, source: Source, chunk: readonly Ready[]): Promise<ChunkCounts> {
  const startedAt = tx.now();
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: chunk.map((one) => one.entry),
  };
  const answer = await tx.record.bundle(bundle);
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const written = chunk.map(({ entry, reference }, index) => {
    const response = answer.entry?.[index]?.response;
    const outcome = outcomeOf(response, startedAt);
    counts[outcome] += 1;
    return { entry, outcome, reference: reference ?? referenceOf(response?.location) };
  });
  const names = new Map(
    written.flatMap(({ entry: { fullUrl }, reference }) =>
      fullUrl === undefined || reference === undefined ? [] : [[fullUrl, reference] as const],
    ),
  );
  const fresh: { reference: string; patient: string | undefined }[] = [];
  for (const { entry, outcome, reference } of written) {
    if (outcome !== 'unchanged' && reference !== undefined)
      fresh.push({ reference, patient: await patientOf(tx, entry.resource, reference, names) });
  }
  await writeOrigins(tx, source, fresh);
  return counts;
}

function outcomeOf(response: BundleEntry['response'], startedAt: Date): keyof ChunkCounts {
  if (response?.status?.startsWith('201') === true) return 'created';
  const modified = response?.lastModified;
  return modified !== undefined && Date.parse(modified) < startedAt.getTime() ? 'unchanged' : 'updated';
}

function referenceOf(location: string | undefined): string | undefined {
  return /([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(location ?? '')?.[1];
}

/** Whose record holds what was written: by its own words, by the names of the chunk, or as the record made it of a condition. */
async function patientOf(
  tx: Context,
  resource: Resource | undefined,
  reference: string,
  names: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (resource === undefined || !inPatientCompartment(resource.resourceType)) return undefined;
  const [type = '', id = ''] = reference.split('/');
  const [own] = patientReferencesOf({ ...resource, id });
  if (own !== undefined) return own;
  const text = JSON.stringify(resource).replaceAll(
    /"(urn:uuid:[^"]+|https?:[^"]+)"/g,
    (all, name: string) => {
      const known = names.get(name);
      return known === undefined ? all : JSON.stringify(known);
    },
  );
  const [named] = patientReferencesOf({ ...(JSON.parse(text) as Resource), id });
  if (named !== undefined) return named;
  return patientReferencesOf(JSON.parse((await tx.record.read(type, id)).text) as Resource)[0];
}

/** One Provenance per person, so that each record shows where its own lines came from; one more for what belongs to nobody. */
async function writeOrigins(
  tx: Context,
  source: Source,
  fresh: readonly { reference: string; patient: string | undefined }[],
): Promise<void> {
  if (fresh.length === 0) return;
  const origins = [...Map.groupBy(fresh, (one) => one.patient)].map(([patient, group]): Provenance => {
    const targets = group.map((one) => one.reference);
    const id = derivedId(
      patient === undefined ? undefined : bucketOf(patient),
      'fhir-file',
      source.id,
      patient ?? '',
      targets[0] ?? '',
    );
    const made = provenanceOf(id, targets, {
      sourceId: source.id,
      name: source.fileName ?? 'FHIR',
      recorded: tx.now(),
      facility: '',
    });
    return { ...made, agent: [{ who: { identifier: { system: 'urn:sen:account', value: source.sender } } }] };
  });
  const entry = origins.map((resource): BundleEntry => ({
    resource,
    request: { method: 'PUT', url: `Provenance/${resource.id ?? ''}` },
  }));
  await tx.record.bundle({ resourceType: 'Bundle', type: 'transaction', entry });
}

/** Which entries of a chunk an error names, by their place in it; empty if it names none. */
export function entriesNamed(error: unknown): Set<number> {
  const places = new Set<number>();
  if (!(error instanceof AppError)) return places;
  for (const issue of error.issues) {
    const match = /^Bundle\.entry\[(\d+)\]/.exec(issue.path ?? '');
    if (match !== null) places.add(Number(match[1]));
  }
  return places;
}
