import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { resolvePeople } from '../person.ts';
import type { PersonResolution } from '../person.ts';
import { provenanceOf } from '../provenance.ts';
import { quarantine, settleUnits } from '../quarantine.ts';
import type { Finding } from '../quarantine.ts';
import { retired } from '../domain/visit/retire.ts';
import { readHl7Visits, type Hl7Visit } from '../visit/hl7-visits.ts';
import { isSamePerson } from '../visit/same-person.ts';
import { settleVisit, type Settled } from '../visit/settle-visit.ts';
import { keepStatements, openStatements, type OpenStatements } from '../visit/statements.ts';
import { visitIds } from '../visit/visit-ids.ts';
import { lockVisits, visitName } from '../visit/visit-name.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import type { ClaimLists } from './claim-lists.ts';
import { linesOf } from './domain/checked-visit.ts';
import type { CheckedVisit, TakenVisit } from './domain/checked-visit.ts';
import { timeOf } from './domain/map-context.ts';
import { identityOf } from './domain/map-person.ts';
import { mapVisit, mappingVersion, workersOf } from './domain/map-visit.ts';
import { contentHash, readLedger, writeLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { personFinding, visitOfAnother } from './person-finding.ts';

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
  /** Lines of this door alone that must be read and marked as entered in error. */
  readonly gone: readonly string[];
  readonly outcome: 'taken' | 'updated' | 'unchanged';
  /** Where HL7 v2 spoke of the visit too. */
  readonly joined?: { readonly opened: OpenStatements; readonly settled: Settled };
}

/** What is known of a visit before it is written. */
interface Known {
  readonly former: LedgerEntry | undefined;
  readonly messages: Hl7Visit | undefined;
  /** What both doors said; undefined while HL7 v2 has said nothing. */
  readonly opened: OpenStatements | undefined;
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
  const names = taken.map(({ visit }) => ({ facility: visit.facility, visit: visit.key }));
  await lockVisits(ctx, names);
  const former = await readLedger(
    ctx,
    taken.map((t) => t.visit),
  );
  const messages = await readHl7Visits(ctx, names);
  const patients = new Map<string, Patient>();
  const planned: Planned[] = [];
  for (const [i, { visit, ordinal }] of taken.entries()) {
    const person = people[i];
    if (person === undefined) continue;
    if ('refuse' in person) {
      findings.push(place(personFinding(visit, person.refuse), { ordinal, key: visit.key }));
      continue;
    }
    const known = await openVisit(ctx, visit, former, messages);
    if (
      known.messages !== undefined &&
      !(await isSamePerson(ctx, known.messages.patientId, person.patient.id))
    ) {
      findings.push(place(visitOfAnother(visit), { ordinal, key: visit.key }));
      continue;
    }
    if (person.outcome !== 'unchanged') patients.set(person.patient.id, person.patient);
    planned.push(plan(visit, ordinal, person, known, order, ctx.now()));
  }
  const written = await writeResources(ctx, [...patients.values()], planned);
  for (const { entry, joined } of planned)
    if (joined !== undefined)
      await keepStatements(ctx, entry, joined.opened.stored, joined.settled.statements);
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
    retired: planned.reduce((sum, p) => sum + p.gone.length + (p.joined?.settled.retired ?? 0), 0),
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

async function openVisit(
  ctx: Context,
  { facility, key: visit }: TakenVisit,
  ledger: ReadonlyMap<string, LedgerEntry>,
  said: ReadonlyMap<string, Hl7Visit>,
): Promise<Known> {
  const name = visitName(facility, visit);
  const former = ledger.get(name);
  const messages = said.get(name);
  const opened =
    messages === undefined
      ? undefined
      : await openStatements(ctx, messages, former?.resources.keys() ?? [], messages.resources);
  return { former, messages, opened };
}

/** What must be written of a visit: only what differs from the last time, with the lines that are gone. */
function plan(
  visit: TakenVisit,
  ordinal: number,
  person: Extract<PersonResolution, { patient: unknown }>,
  { former, messages, opened }: Known,
  order: WriteOrder,
  now: Date,
): Planned {
  const patientId = messages?.patientId ?? person.patient.id;
  const anchor = messages?.anchor ?? former?.anchor ?? anchorOf(visit);
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
  const changed: Resource[] = [];
  for (const resource of resources) {
    const reference = `${resource.resourceType}/${resource.id}`;
    const hash = contentHash(JSON.stringify(resource));
    // The card belongs to the person: never retired with a visit, and compared by the record itself.
    if (resource.resourceType !== 'Coverage') hashes.set(reference, hash);
    if (former?.resources.get(reference) !== hash) changed.push(resource);
  }
  const gone = [...(former?.resources.keys() ?? [])].filter((reference) => !hashes.has(reference));
  const content = contentHash(`${mappingVersion}\n${[...hashes].join('\n')}`);
  const isUnchanged = former?.contentHash === content && gone.length === 0;
  const outcome = former === undefined ? 'taken' : isUnchanged ? 'unchanged' : 'updated';
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
  const origin = {
    sourceId: order.source.id,
    name: order.source.fileName ?? claimFile,
    recorded: now,
    facility,
    signer: order.practitioner(signerOf(visit) ?? ''),
  };
  const provenance = (targets: Iterable<string>) =>
    provenanceOf(
      id(`Provenance/${order.source.id}/${content}`),
      [`Patient/${patientId}`, ...new Set(targets)],
      origin,
    );
  if (opened === undefined) return { entry, writes: [...changed, provenance(hashes.keys())], gone, outcome };
  const said = resources
    .filter(({ resourceType }) => resourceType !== 'Coverage')
    .map((resource) => ({ resource, sourceId: order.source.id }));
  const settled = settleVisit(opened.known, 'insurance', said);
  const cards = changed.filter(({ resourceType }) => resourceType === 'Coverage');
  const moved = [...settled.moved].map(([sourceId, places]) =>
    provenanceOf(id(`Provenance/${sourceId}/${places.join(' ')}`), [`Patient/${patientId}`, ...places], {
      sourceId,
      name: 'HL7 v2',
      recorded: now,
      facility,
    }),
  );
  const writes = [...cards, ...settled.writes, provenance(settled.places), ...moved];
  return { entry, writes, gone: [], outcome, joined: { opened, settled } };
}

/** What a claim file is called that came without a name. */
const claimFile = 'XML giám định';

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
