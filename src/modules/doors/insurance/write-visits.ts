import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { resolvePeople } from '../person.ts';
import type { PersonResolution } from '../person.ts';
import { provenanceOf } from '../provenance.ts';
import { quarantine, settleUnits } from '../quarantine.ts';
import type { Finding } from '../quarantine.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import type { ClaimLists } from './claim-lists.ts';
import { linesOf } from './domain/checked-visit.ts';
import type { CheckedVisit, TakenVisit } from './domain/checked-visit.ts';
import { timeOf } from './domain/map-context.ts';
import { identityOf } from './domain/map-person.ts';
import { mapVisit, mappingVersion, workersOf } from './domain/map-visit.ts';
import { retired } from './domain/retire.ts';
import { contentHash, ledgerKey, readLedger, writeLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { personFinding } from './person-finding.ts';
import { visitIds } from './visit-ids.ts';

/** What the writing of a batch is told. */
export interface WriteOrder {
  readonly source: Source;
  readonly lists: ClaimLists;
  /** 'Organization/<id>' and 'Practitioner/<id>', found before. */
  readonly facility: (code: string) => string;
  readonly practitioner: (licence: string) => string | undefined;
  /** True when single visits are read again: the cursor stays, what was open before is settled first. */
  readonly again: boolean;
}

interface Planned {
  readonly entry: LedgerEntry & { readonly unit: number };
  readonly writes: readonly Resource[];
  readonly gone: readonly string[];
  readonly outcome: 'taken' | 'updated' | 'unchanged';
}

/**
 * Writes a batch of visits in the transaction of `ctx`: people, resources, what is gone, Provenance, ledger, quarantine and the
 * cursor. No visit may be in it twice. All or nothing: after an error nothing of the batch is there.
 */
export async function writeVisits(
  ctx: Context,
  visits: readonly CheckedVisit[],
  order: WriteOrder,
): Promise<void> {
  const { source, again } = order;
  if (again)
    await settleUnits(
      ctx,
      source.id,
      visits.map((v) => v.ordinal),
    );
  const findings: Finding[] = visits.flatMap((v) => v.findings.map((f) => place(f, v)));
  const taken = visits.flatMap((v) =>
    v.taken === undefined ? [] : [{ visit: v.taken, ordinal: v.ordinal }],
  );
  const people = await resolvePeople(
    ctx,
    taken.map((t) => identityOf(t.visit, order.lists.communes)),
  );
  const former = await readLedger(
    ctx,
    taken.map((t) => t.visit),
  );
  const patients = new Map<string, Patient>();
  const planned: Planned[] = [];
  for (const [i, { visit, ordinal }] of taken.entries()) {
    const person = people[i];
    if (person === undefined) continue;
    if ('refuse' in person) {
      findings.push(place(personFinding(visit, person.refuse), { ordinal, key: visit.key }));
      continue;
    }
    if (person.outcome !== 'unchanged') patients.set(person.patient.id, person.patient);
    planned.push(
      plan(visit, ordinal, person, former.get(ledgerKey(visit.facility, visit.key)), order, ctx.now()),
    );
  }
  const written = await writeResources(ctx, [...patients.values()], planned);
  await writeLedger(
    ctx,
    { sourceId: source.id },
    planned.filter((p) => p.outcome !== 'unchanged').map((p) => p.entry),
  );
  const open = await quarantine(ctx, source, findings);
  const count = (outcome: Planned['outcome']) => planned.filter((p) => p.outcome === outcome).length;
  await advance(ctx, source.id, {
    ...(again ? {} : { cursor: Math.max(...visits.map((v) => v.ordinal)), units: visits.length }),
    taken: count('taken'),
    updated: count('updated'),
    unchanged: again ? 0 : count('unchanged'),
    retired: planned.reduce((sum, p) => sum + p.gone.length, 0),
    quarantined: again ? 0 : open,
    resources: written,
    warnings: again ? new Map() : sumNotes(visits),
    ...(taken[0] === undefined ? {} : { facility: taken[0].visit.facility }),
  });
}

function place(
  finding: Omit<Finding, 'unit' | 'visit'>,
  visit: { readonly ordinal: number; readonly key: string | undefined },
): Finding {
  return { ...finding, unit: visit.ordinal, ...(visit.key === undefined ? {} : { visit: visit.key }) };
}

/** What must be written of a visit: only what differs from the last time, with the lines that are gone. */
function plan(
  visit: TakenVisit,
  ordinal: number,
  person: Extract<PersonResolution, { patient: unknown }>,
  former: LedgerEntry | undefined,
  order: WriteOrder,
  now: Date,
): Planned {
  const patientId = person.patient.id;
  const anchor = former?.anchor ?? anchorOf(visit);
  const id = visitIds({ patientId, facility: visit.facility, visit: visit.key, anchor });
  const facility = order.facility(visit.facility);
  const resources = mapVisit(visit, {
    id,
    patient: `Patient/${patientId}`,
    facility,
    practitioner: order.practitioner,
    diagnosisName: (code) => order.lists.icd10.find(code)?.vi,
    communes: order.lists.communes,
    sourceId: order.source.id,
  });
  const hashes = new Map<string, string>();
  const writes: Resource[] = [];
  for (const resource of resources) {
    const reference = `${resource.resourceType}/${resource.id}`;
    const hash = contentHash(JSON.stringify(resource));
    // The card belongs to the person: never retired with a visit, and compared by the record itself.
    if (resource.resourceType !== 'Coverage') hashes.set(reference, hash);
    if (former?.resources.get(reference) !== hash) writes.push(resource);
  }
  const gone = [...(former?.resources.keys() ?? [])].filter((reference) => !hashes.has(reference));
  const content = contentHash(`${mappingVersion}\n${[...hashes].join('\n')}`);
  const outcome =
    former === undefined
      ? 'taken'
      : former.contentHash === content && gone.length === 0
        ? 'unchanged'
        : 'updated';
  const entry = {
    facility: visit.facility,
    visit: visit.key,
    patientId,
    contentHash: content,
    anchor,
    resources: hashes,
    unit: ordinal,
  };
  if (outcome === 'unchanged') return { entry, writes: [], gone: [], outcome };
  const targets = [`Patient/${patientId}`, ...hashes.keys()];
  const signer = order.practitioner(signerOf(visit) ?? '');
  const origin = {
    sourceId: order.source.id,
    name: order.source.fileName ?? 'XML giám định',
    recorded: now,
    facility,
    signer,
  };
  const provenance = provenanceOf(id(`Provenance/${order.source.id}/${content}`), targets, origin);
  return { entry, writes: [...writes, provenance], gone, outcome };
}

/** Licence of who signed: the doctor of the discharge paper, else the first who ordered something. */
function signerOf(visit: TakenVisit): string | undefined {
  const paper = linesOf(visit, 'XML7')[0]?.get('MA_BS');
  return paper ?? workersOf(visit).keys().next().value;
}

/** The time inside a new visit's ids: when it began. */
function anchorOf(visit: TakenVisit): Date {
  const time = Date.parse(timeOf(visit.summary.get('NGAY_VAO')) ?? '');
  return new Date(Number.isFinite(time) ? Math.max(time, 0) : 0);
}

async function writeResources(
  ctx: Context,
  patients: readonly Patient[],
  planned: readonly Planned[],
): Promise<number> {
  const byReference = new Map<string, Resource>();
  for (const resource of [...patients, ...planned.flatMap((p) => p.writes)]) {
    byReference.set(`${resource.resourceType}/${resource.id ?? ''}`, resource);
  }
  for (const reference of planned.flatMap((p) => p.gone)) {
    const [type = '', id = ''] = reference.split('/');
    const current = JSON.parse((await ctx.record.read(type, id)).text) as Resource;
    byReference.set(reference, retired(current));
  }
  if (byReference.size === 0) return 0;
  const entry = [...byReference].map(([url, resource]): BundleEntry => ({
    resource,
    request: { method: 'PUT', url },
  }));
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  await ctx.record.bundle(bundle);
  return entry.length;
}

function sumNotes(visits: readonly CheckedVisit[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const visit of visits)
    for (const [kind, count] of visit.notes) sum.set(kind, (sum.get(kind) ?? 0) + count);
  return sum;
}
