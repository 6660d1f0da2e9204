import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { Context } from '#platform/context.ts';
import { changedFields } from '../domain/changed-fields.ts';
import { facilityForm, tidyFacility } from '../domain/facility-form.ts';
import { licenceKey, wordsOf } from '../domain/find-words.ts';
import { cellsOf } from '../domain/sheet/columns.ts';
import type { SheetRow } from '../domain/sheet/cell.ts';
import { overlay, readFacilityLine } from '../domain/sheet/facility-line.ts';
import { readLine } from '../domain/sheet/read-line.ts';
import { isInside } from '../places-of-desk.ts';
import { placeOf, readStored, type StoredFacility } from '../save-facility.ts';
import type { Plan } from './import-row.ts';
import type { SheetScan } from './scan-sheet.ts';

/** What a line about a facility would do. Writes nothing. */
export async function planFacility(
  ctx: Context,
  places: readonly string[],
  scan: SheetScan,
  row: SheetRow,
): Promise<Plan> {
  const communes = await loadCommunes();
  const line = readLine(cellsOf(scan.head, row), scan.unsureDays);
  const wish = readFacilityLine(line, communes);
  const title = wish?.name ?? line.words('name') ?? '';
  const key = wish?.code ?? line.digits('code', 5) ?? '';
  const others = (scan.byKey.get(licenceKey(key)) ?? []).filter((one) => one.line !== row.line);
  const own = scan.byKey.get(licenceKey(key))?.find((one) => one.line === row.line);
  const refused: Plan = {
    line: row.line,
    key,
    title,
    fields: [],
    findings: line.findings,
    outcome: 'refused',
  };
  if (wish === undefined) return refused;
  const differing = others.filter(({ same }) => same !== own?.same);
  if (differing.length > 0) line.refuse('code.conflict', 'code', differing.map((one) => one.line).join(', '));
  else if (others[0] !== undefined && others[0].line < row.line) {
    line.note('line.repeated', 'code', String(others[0].line));
    return { ...refused, outcome: 'same' };
  }
  const stored = await findByCode(ctx, wish.code);
  if (stored !== undefined) {
    if (!isInside(places, placeOf(stored.organization))) line.refuse('place.other', 'code');
    if (!sharesName(stored.form.name, wish.name)) line.refuse('code.of-another', 'code', stored.form.name);
  }
  const form = overlay(wish, stored?.form);
  const commune = form === undefined ? undefined : communes.find(form.commune, '9999-01-01');
  const isPlaceTold = line.findings.some(
    ({ code }) => code.startsWith('commune.') || code === 'province.unknown',
  );
  if (commune === undefined) {
    if (!isPlaceTold) line.refuse('missing', 'commune');
  } else if (!isInside(places, { province: commune.provinceCode, commune: commune.code }))
    line.refuse('place.other', 'commune');
  const parsed = form === undefined ? undefined : facilityForm.safeParse(form);
  if (parsed?.success === false)
    line.refuse('not-taken', 'code', parsed.error.issues.map(({ path }) => path.join('.')).join(', '));
  if (form === undefined || line.findings.some(({ level }) => level === 'error')) return refused;
  const fields = changedFields(stored?.form, tidyFacility(form));
  return {
    ...refused,
    wish,
    fields,
    ...(stored !== undefined && { version: stored.version }),
    outcome: stored === undefined ? 'make' : fields.length === 0 ? 'same' : 'change',
  };
}

/** The facility with this code; undefined where there is none. */
export async function findByCode(ctx: Context, code: string): Promise<StoredFacility | undefined> {
  const [row] = await ctx.sql.query<{ id: string }>(
    'select id from directory.facility where code = $1 order by rank limit 1',
    [code],
  );
  return row === undefined ? undefined : readStored(ctx, row.id);
}

const generic = new Set(
  wordsOf(
    'bệnh viện trạm y tế phòng khám đa khoa trung tâm nhà hộ sinh khu vực xã phường huyện quận tỉnh thành phố thị trấn cơ sở kcb số',
  ),
);

/** Whether two names may be one facility's: some word that is not in every other name is in both. A name of a door's making is no name yet. */
export function sharesName(stored: string, written: string): boolean {
  const [a, b] = [stored, written].map((name) => new Set(wordsOf(name)));
  const own = [...b!].filter((word) => !generic.has(word));
  if (/^Cơ sở KCB \d{5}$/u.test(stored.normalize('NFC')) || own.length === 0) return true;
  return own.some((word) => a!.has(word)) || [...a!].every((word) => generic.has(word));
}
