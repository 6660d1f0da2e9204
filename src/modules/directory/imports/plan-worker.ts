import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { changedFields } from '../domain/changed-fields.ts';
import { licenceKey } from '../domain/find-words.ts';
import { isSameName } from '../domain/same-name.ts';
import { cellsOf } from '../domain/sheet/columns.ts';
import type { SheetRow } from '../domain/sheet/cell.ts';
import { readLine, type LineReader } from '../domain/sheet/read-line.ts';
import { overlayWorker, readWorkerLine, type WorkerWishLine } from '../domain/sheet/worker-line.ts';
import { isInside } from '../places-of-desk.ts';
import { insideOf, readStoredWorker, type StoredWorker } from '../save-worker.ts';
import { holderOfNumber } from '../worker-numbers.ts';
import type { Plan } from './import-row.ts';
import type { SheetScan } from './scan-sheet.ts';

/** What a line about a health worker would do. Writes nothing. */
export async function planWorker(
  ctx: Context,
  places: readonly string[],
  scan: SheetScan,
  row: SheetRow,
): Promise<Plan> {
  const line = readLine(cellsOf(scan.head, row), scan.unsureDays);
  const wish = readWorkerLine(line, dayInVietnam(ctx.now()));
  const key = wish?.licence.number ?? line.words('licence', 100) ?? '';
  const refused: Plan = {
    line: row.line,
    key,
    title: wish?.name ?? '',
    fields: [],
    findings: line.findings,
    outcome: 'refused',
  };
  if (wish === undefined) return refused;
  const earlier = lookAcross(line, scan, row.line, key);
  const stored = await findWorker(ctx, wish, line);
  const facilityId = await findFacility(ctx, places, wish, line);
  if (stored !== undefined) {
    const isOwn = await insideOf(
      ctx,
      places,
      stored.form.posts.map((post) => post.facilityId),
    );
    if (stored.form.posts.length > 0 && !stored.form.posts.some((post) => isOwn(post.facilityId)))
      line.refuse('place.other', 'licence');
  }
  if (line.findings.some(({ level }) => level === 'error')) return refused;
  const fields = changedFields(stored?.form, overlayWorker(wish, stored?.form, facilityId));
  return {
    ...refused,
    wish,
    fields,
    ...(stored !== undefined && { version: stored.version }),
    // She is made by the line above; this one adds to her.
    outcome: stored === undefined ? (earlier ? 'change' : 'make') : fields.length === 0 ? 'same' : 'change',
  };
}

/** Other lines of the sheet with the same licence. True where one above makes the same person. */
function lookAcross(line: LineReader, scan: SheetScan, own: number, key: string): boolean {
  const all = scan.byKey.get(licenceKey(key)) ?? [];
  const name = all.find((one) => one.line === own)?.same;
  const foreign = all.filter(({ same }) => same !== name);
  if (foreign.length > 0)
    line.refuse('licence.two-people', 'licence', foreign.map((one) => one.line).join(', '));
  const [first] = all;
  if (foreign.length > 0 || first === undefined || first.line >= own) return false;
  line.note('line.adds', 'licence', String(first.line));
  return true;
}

/** Who has the licence or the personal number already; a number that is somebody else's refuses the line. */
export async function findWorker(
  ctx: Context,
  wish: WorkerWishLine,
  line?: LineReader,
): Promise<StoredWorker | undefined> {
  const rows = await ctx.sql.query<{ practitioner_id: string }>(
    'select distinct practitioner_id from directory.licence where number_key = $1 limit 2',
    [licenceKey(wish.licence.number)],
  );
  const holder =
    wish.personalNumber === undefined ? undefined : await holderOfNumber(ctx, wish.personalNumber);
  const byLicence = rows[0]?.practitioner_id;
  const id = byLicence ?? holder;
  if (holder !== undefined && holder !== id) line?.refuse('number.of-another', 'personalNumber');
  if (id === undefined) return undefined;
  const stored = await readStoredWorker(ctx, id);
  const isHers = isSameName(stored.form.name, wish.name);
  // A door that knew a licence alone gave no name.
  if (!isHers && stored.form.name !== '')
    line?.refuse(
      byLicence === undefined ? 'number.of-another' : 'licence.of-another',
      byLicence === undefined ? 'personalNumber' : 'licence',
    );
  return stored;
}

/** The facility of the post; one that is not there or elsewhere refuses the line. */
export async function findFacility(
  ctx: Context,
  places: readonly string[],
  { post }: WorkerWishLine,
  line?: LineReader,
): Promise<string | undefined> {
  if (post === undefined) return undefined;
  const [row] = await ctx.sql.query<{ id: string; province: string | null; commune: string | null }>(
    'select id, province, commune from directory.facility where code = $1 order by rank limit 1',
    [post.facilityCode],
  );
  if (row === undefined) line?.refuse('facility.unknown', 'facility', post.facilityCode);
  else if (!isInside(places, row)) line?.refuse('place.other', 'facility');
  return row?.id;
}
