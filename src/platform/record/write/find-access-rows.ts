import type { Queryable } from '../../sql/database.ts';
import { rowColumns, rowsById, type Row } from '../rows.ts';
import type { Texts } from '../texts.ts';
import { rowBucket } from '../place.ts';
import type { AccessRows, Source } from './access-rows.ts';
import { claimOf, shownBy, showsTies } from './care-relation.ts';
import { datesOf, ownPatientOf, type PersonDates } from './guardian-ties.ts';
import type { Draft, Json } from './intent.ts';

/** What the writing of these drafts changes of who sees whose record. Asks nothing unless a relative or a person's dates change. */
export async function accessRowsOf(
  q: Queryable,
  texts: Texts,
  drafts: readonly Draft[],
  now: Date,
): Promise<AccessRows> {
  const rows = { anew: [], gone: [], ties: [], closings: [] } as Mutable;
  for (const draft of drafts) {
    const { patient, outcome, intent, rowId, resource } = draft;
    if (patient === null || outcome === 'unchanged' || !showsTies(intent.resourceType)) continue;
    const at: Source = { patient, source: rowId };
    if (outcome === 'deleted') {
      rows.gone.push(at);
      continue;
    }
    if (resource === undefined) continue;
    const before = draft.previousText === undefined ? undefined : (JSON.parse(draft.previousText) as Json);
    if (before !== undefined) rows.anew.push({ ...at, chargeBefore: chargeOf(before) });
    const dates = await datesFor(q, texts, drafts, patient, resource, now);
    addShown(rows, at, shownBy(resource, now, dates));
    if (before !== undefined && resource.resourceType === 'Patient') {
      const [then, today] = [datesOf(before, now), datesOf(resource, now)];
      if (then.birthDate !== today.birthDate || (then.died === undefined) !== (today.died === undefined))
        await addRelatives(q, texts, rows, drafts, patient, today, now);
    }
  }
  return rows;
}

type Mutable = { -readonly [Key in keyof AccessRows]: AccessRows[Key][number][] };

/** Adds what a row shows. */
export function addShown(
  rows: Pick<Mutable, 'ties' | 'closings'>,
  at: Source,
  { ties, closings }: ReturnType<typeof shownBy>,
): void {
  for (const tie of ties) rows.ties.push({ opens: 0, types: null, ...tie, ...at });
  for (const closing of closings) rows.closings.push({ ...closing, ...at });
}

function chargeOf(before: Json): string | undefined {
  return before.resourceType === 'Patient' ? claimOf(before) : undefined;
}

/** The dates of the person whom a relative of hers depends on; of nobody else are they asked. */
export async function datesFor(
  q: Queryable,
  texts: Texts,
  drafts: readonly Draft[],
  patient: string,
  resource: Json,
  now: Date,
): Promise<PersonDates> {
  if (resource.resourceType !== 'RelatedPerson' || ownPatientOf(resource) === undefined) return {};
  const written = drafts.find(({ rowId }) => rowId === patient)?.resource;
  if (written !== undefined) return datesOf(written, now);
  const [row] = await rowsById(q, [patient]);
  if (row === undefined) return {};
  const [text] = await texts.of(q, [row]);
  return datesOf(JSON.parse(text!) as Json, row.updated);
}

/** A birthday that was mended, or a death: what her relatives may see changes with it. */
async function addRelatives(
  q: Queryable,
  texts: Texts,
  rows: Mutable,
  drafts: readonly Draft[],
  patient: string,
  dates: PersonDates,
  now: Date,
): Promise<void> {
  const { rows: found } = await q.query<Row>({
    name: 'record-relatives',
    text: `select ${rowColumns} from record.resource r where r.bucket = $1 and r.patient = $2 and r.type = 'RelatedPerson'`,
    values: [rowBucket(patient), patient],
  });
  const written = new Set(drafts.map(({ rowId }) => rowId));
  const others = found.filter(({ id }) => !written.has(id));
  const told = await texts.of(q, others);
  others.forEach(({ id }, place) => {
    const at = { patient, source: id };
    rows.anew.push(at);
    addShown(rows, at, shownBy(JSON.parse(told[place]!) as Json, now, dates));
  });
}
