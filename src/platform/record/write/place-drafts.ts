import { AppError } from '#kernel/errors.ts';
import { inPatientCompartment, patientReferencesOf } from '#kernel/fhir/compartment.ts';
import { bucketOf, newId } from '#kernel/fhir/id.ts';
import { literalReference, referencesOf } from '#kernel/fhir/references.ts';
import type { Transaction } from '../../sql/database.ts';
import { drawBucket, namesItsRow, rowBucket } from '../place.ts';
import { findRows, type Name, type Row } from '../rows.ts';
import type { ConditionalTargets } from './conditions.ts';
import type { Draft } from './intent.ts';
import { refuseAt } from './refuse.ts';
import { fillSlot, type Slot } from './slots.ts';

/** What the drafts of one write can point to. */
export interface Known {
  /** Rows that were there, by 'Type/id'. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Row ids behind ids that other systems chose, of deleted resources too. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Drafts by what the bundle calls them: fullUrl, and 'Type/id' for updates. */
  readonly drafts: ReadonlyMap<string, Draft>;
  /** Conditional references and what they mean. */
  readonly conditional: ReadonlyMap<string, string>;
}

/** Looks up all rows that the drafts name, in at most three statements. */
export async function lookUp(
  tx: Transaction,
  drafts: readonly Draft[],
  targets: ConditionalTargets,
): Promise<Known> {
  const byName = new Map<string, Draft>(targets.drafts);
  const conditional = targets.names;
  for (const draft of drafts) {
    const { fullUrl, resourceType } = draft.intent;
    if (fullUrl !== undefined) byName.set(fullUrl, draft);
    // A bundle exported elsewhere: its relative references are read against the base of the full address.
    const id = draft.resource?.id ?? draft.fhirId;
    if (
      id !== '' &&
      (draft.intent.method === 'update' || fullUrl?.endsWith(`/${resourceType}/${id}`) === true)
    ) {
      byName.set(`${resourceType}/${id}`, draft);
    }
  }
  const names: Name[] = [...conditional.values()].flatMap((value) => literalReference(value) ?? []);
  for (const draft of drafts.filter(isLive)) {
    const { resourceType } = draft.intent;
    if (draft.fhirId !== '' && draft.previous === undefined)
      names.push({ type: resourceType, id: draft.fhirId });
    for (const slot of draft.slots) {
      if (!slot.literal || byName.has(slot.value)) continue;
      const target = literalReference(slot.value);
      if (target !== undefined && target.base === undefined && !byName.has(`${target.type}/${target.id}`)) {
        names.push(target);
      }
    }
  }
  if (names.length === 0) return { rows: new Map(), aliases: new Map(), drafts: byName, conditional };
  return { ...(await findRows(tx, names)), drafts: byName, conditional };
}

/** False where nothing is left to write: a condition was met already, or another entry stands for this one. */
export function isLive(draft: Draft): boolean {
  return draft.sameAs === undefined && draft.outcome !== 'unchanged' && draft.outcome !== 'nothing';
}

/**
 * Gives every draft its ids, bucket and person, and rewrites what it points to. Persons first, since everything else lives in
 * the bucket of its person. Errors: record.reference-not-found.
 */
export function placeDrafts(drafts: readonly Draft[], known: Known, now: Date): void {
  const live = drafts.filter(isLive);
  const persons = new Map<string, string>();
  for (const draft of live) {
    if (draft.intent.method !== 'create' && draft.previous === undefined) {
      draft.previous = known.rows.get(`${draft.intent.resourceType}/${draft.fhirId}`);
      if (draft.previous !== undefined) draft.rowId = draft.previous.id;
      else if (draft.intent.method === 'delete') draft.outcome = 'nothing';
    }
    if (!isPerson(draft)) continue;
    takeIds(draft, known, now, undefined);
    persons.set(draft.fhirId, draft.rowId);
  }
  // A person whose condition was met is not written, but what points to her lies in her compartment all the same.
  for (const draft of drafts) {
    if (isPerson(draft) && draft.outcome === 'unchanged') persons.set(draft.fhirId, draft.rowId);
  }
  const others = live.filter((draft) => !isPerson(draft));
  for (const draft of live) fillSlots(draft, known, true);
  for (const draft of others) choosePatient(draft, known, persons);
  for (const draft of others) if (draft.patient === null) inheritPatient(draft, known);
  for (const draft of others) takeIds(draft, known, now, draft.patient ?? undefined);
  for (const draft of live) fillSlots(draft, known, false);
}

function isPerson(draft: Draft): boolean {
  return draft.intent.resourceType === 'Patient';
}

/** The draft that stands for another one of the same bundle, or itself. */
function whole(draft: Draft): Draft {
  return draft.sameAs === undefined ? draft : whole(draft.sameAs);
}

function takeIds(draft: Draft, known: Known, now: Date, patient: string | undefined): void {
  const { resourceType } = draft.intent;
  if (draft.rowId === '') {
    const own = draft.fhirId;
    const alias = own === '' ? undefined : known.aliases.get(`${resourceType}/${own}`);
    const bucket = patient === undefined ? undefined : rowBucket(patient);
    if (alias !== undefined && (bucket === undefined || rowBucket(alias) === bucket)) draft.rowId = alias;
    else if (own !== '' && namesItsRow(own) && (bucket === undefined || bucketOf(own) === bucket))
      draft.rowId = own;
    else {
      draft.rowId = newId(bucket ?? drawBucket(), now);
      // What was deleted with one person may come again with another.
      draft.former = [...(alias === undefined ? [] : [alias]), ...(namesItsRow(own) ? [own] : [])];
    }
    if (own === '') draft.fhirId = draft.rowId;
  }
  draft.bucket = rowBucket(draft.rowId);
  if (isPerson(draft)) draft.patient = draft.rowId;
}

/** Rewrites slots whose target has its id by now; the last call refuses what points nowhere. */
function fillSlots(draft: Draft, known: Known, early: boolean): void {
  for (const slot of draft.slots) {
    const target = known.drafts.get(slot.value);
    if (target !== undefined) {
      const { fhirId } = whole(target);
      if (fhirId !== '') fillSlot(slot, `${target.intent.resourceType}/${fhirId}`);
    } else if (known.conditional.has(slot.value)) fillSlot(slot, known.conditional.get(slot.value)!);
    else if (!early && slot.literal) demandTarget(draft, slot, known);
  }
}

function demandTarget(draft: Draft, slot: Slot, known: Known): void {
  if (slot.value.startsWith('urn:uuid:') || slot.value.startsWith('urn:oid:'))
    throw pointsNowhere(draft, slot);
  const target = literalReference(slot.value);
  if (target === undefined || target.base !== undefined) return;
  const name = `${target.type}/${target.id}`;
  const there = known.drafts.get(name);
  if (there !== undefined) {
    if (there.intent.method === 'create') fillSlot(slot, `${target.type}/${whole(there).fhirId}`);
    return;
  }
  if (!known.rows.has(name)) throw pointsNowhere(draft, slot);
}

function pointsNowhere(draft: Draft, slot: Slot): AppError {
  const found = referencesOf(draft.resource).find(({ reference }) => reference === slot.value);
  return refuseAt('record.reference-not-found', draft.intent.where, found?.path ?? '', {
    vi: 'Trỏ tới một bản ghi không có. Hãy gửi bản ghi đó trước, hoặc cùng trong một giao dịch.',
    en: 'Points to a record that does not exist. Send that record first, or in the same transaction.',
  });
}

function choosePatient(draft: Draft, known: Known, made: ReadonlyMap<string, string>): void {
  if (draft.resource === undefined) {
    draft.patient = draft.previous?.patient ?? null;
    return;
  }
  const persons = patientReferencesOf(draft.resource).flatMap(
    (id) => made.get(id) ?? known.rows.get(`Patient/${id}`)?.id ?? [],
  );
  draft.patient = persons[0] ?? null;
  draft.further = persons.slice(1);
}

/** What names no person itself belongs to the person of the first thing it points to (Provenance to that of its targets). */
function inheritPatient(draft: Draft, known: Known): void {
  if (draft.resource === undefined || !inPatientCompartment(draft.intent.resourceType)) return;
  for (const slot of draft.slots) {
    const other = known.drafts.get(slot.value);
    const patient = (other === undefined ? rowOf(slot.value, known) : whole(other))?.patient;
    if (patient !== undefined && patient !== null) {
      draft.patient = patient;
      return;
    }
  }
}

function rowOf(reference: string, known: Known): Row | undefined {
  const target = literalReference(known.conditional.get(reference) ?? reference);
  return target === undefined ? undefined : known.rows.get(`${target.type}/${target.id}`);
}
