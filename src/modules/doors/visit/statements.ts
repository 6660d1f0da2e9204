import type { Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { Statement, VisitDoor } from '../domain/visit/statement.ts';
import { parseKeepingDigits } from '../fhir-files/keep-digits.ts';
import { visitBucket, visitName, type VisitName } from './visit-name.ts';

interface StatementRow {
  door: VisitDoor;
  reference: string;
  place: string | null;
  source_id: string | null;
  content: string;
}

/** What both doors said of a visit, where both have spoken; empty where only one has (the record itself then holds its words). */
async function readStatements(ctx: Context, { facility, visit }: VisitName): Promise<Statement[]> {
  const rows = await ctx.sql.query<StatementRow>(
    `select door, reference, place, source_id, content from doors.visit_statement
     where bucket = $1 and facility = $2 and visit = $3`,
    [visitBucket(visitName(facility, visit)), facility, visit],
  );
  return rows.map(({ door, reference, place, source_id: sourceId, content }) => ({
    door,
    reference,
    resource: parseKeepingDigits(content) as Resource,
    ...(place === null ? {} : { place }),
    ...(sourceId === null ? {} : { sourceId }),
  }));
}

/** All that is known to be said of a visit, and which of it is kept already. */
export interface OpenStatements {
  readonly known: readonly Statement[];
  readonly stored: readonly Statement[];
}

/** Opens a visit of which both doors speak; `claims` and `messages` are what the record holds of each while only one has spoken. */
export async function openStatements(
  ctx: Context,
  name: VisitName,
  claims: Iterable<string>,
  messages: Iterable<string>,
): Promise<OpenStatements> {
  const stored = await readStatements(ctx, name);
  if (stored.length > 0) return { known: stored, stored };
  const known = [
    ...(await recallStatements(ctx, 'insurance', claims)),
    ...(await recallStatements(ctx, 'hl7v2', messages)),
  ];
  return { known, stored };
}

/** Keeps what differs from what is stored; same transaction as the resources. */
export async function keepStatements(
  ctx: Context,
  { facility, visit }: VisitName,
  stored: readonly Statement[],
  after: readonly Statement[],
): Promise<void> {
  const bucket = visitBucket(visitName(facility, visit));
  const former = new Map(stored.map((one) => [keyOf(one), one]));
  const changed = after.filter((one) => former.get(keyOf(one)) !== one);
  const kept = new Set(after.map(keyOf));
  const gone = stored.filter((one) => !kept.has(keyOf(one)));
  if (gone.length > 0)
    await ctx.sql.query(
      `delete from doors.visit_statement where bucket = $1 and facility = $2 and visit = $3
       and (door, reference) in (select * from unnest($4::text[], $5::text[]))`,
      [bucket, facility, visit, gone.map(({ door }) => door), gone.map(({ reference }) => reference)],
    );
  if (changed.length === 0) return;
  await ctx.sql.query(
    `insert into doors.visit_statement (bucket, facility, visit, door, reference, place, source_id, content)
     select $1, $2, $3, s.door, s.reference, s.place, s.source_id, s.content
     from unnest($4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[]) as s (door, reference, place, source_id, content)
     on conflict (bucket, facility, visit, door, reference) do update
       set place = excluded.place, source_id = excluded.source_id, content = excluded.content`,
    [
      bucket,
      facility,
      visit,
      changed.map(({ door }) => door),
      changed.map(({ reference }) => reference),
      changed.map(({ place }) => place ?? null),
      changed.map(({ sourceId }) => sourceId ?? null),
      changed.map(({ resource }) => JSON.stringify(resource)),
    ],
  );
}

/** Ids in one search: keeps one statement small whatever the visit. */
const IDS_PER_SEARCH = 100;

/** The words of the one door that has spoken so far, read back from the record, where they stand as it said them. */
async function recallStatements(
  ctx: Context,
  door: VisitDoor,
  references: Iterable<string>,
): Promise<Statement[]> {
  const byType = Map.groupBy(references, (reference) => reference.slice(0, reference.indexOf('/')));
  const found: Statement[] = [];
  for (const [type, ofType] of byType)
    for (let i = 0; i < ofType.length; i += IDS_PER_SEARCH) {
      const ids = ofType.slice(i, i + IDS_PER_SEARCH).map((reference) => reference.slice(type.length + 1));
      const page = await ctx.record.search(type, `_id=${ids.join(',')}&_count=${IDS_PER_SEARCH}`);
      for (const match of page.matches) {
        const reference = `${type}/${match.id}`;
        const resource = withoutVersion(parseKeepingDigits(match.text) as Resource);
        found.push({ door, reference, place: reference, resource });
      }
    }
  return found;
}

/** Version and time are the record's own words, not a door's. */
function withoutVersion(resource: Resource): Resource {
  const { meta, ...rest } = resource;
  if (meta === undefined) return resource;
  const { versionId: _version, lastUpdated: _time, ...kept } = meta;
  return (Object.keys(kept).length === 0 ? rest : { ...resource, meta: kept }) as Resource;
}

function keyOf({ door, reference }: Statement): string {
  return `${door} ${reference}`;
}
