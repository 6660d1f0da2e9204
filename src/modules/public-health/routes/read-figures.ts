import { AppError } from '#kernel/errors.ts';
import { loadCommunes, type Commune } from '#kernel/vietnam/communes.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { presentArea } from '#platform/record/area-of-duty.ts';
import { readFigures, type Figures } from '../api.ts';
import { countCases } from '../count-cases.ts';
import { reportedDiseases, type ReportedDisease } from '../domain/diseases.ts';
import { hideSmall, smallestShown } from '../domain/hide-small.ts';
import { keepFor } from '../domain/keep-for.ts';
import { lastWeeks, type Week } from '../domain/weeks.ts';

const weeksShown = 12;
/** Figures are counted anew after this; asked again before, the same stand. */
const keptMs = 10 * 60_000;
const unknownDisease = {
  vi: 'Không có bệnh này trong danh sách.',
  en: 'This disease is not in the list.',
};
const kept = keepFor<readonly number[]>(keptMs, 50_000);

export const readFiguresRoute = defineRoute({
  ...readFigures,
  allow: 'public-health.figures',
  handle: async (ctx, { disease: key }) => {
    const disease =
      key === undefined ? reportedDiseases[0]! : reportedDiseases.find((one) => one.key === key);
    if (disease === undefined)
      throw new AppError('request.invalid', { issues: [{ path: 'disease', text: unknownDisease }] });
    const area = await areaOfOffice(ctx);
    return figuresOf(ctx, disease, area);
  },
});

async function figuresOf(ctx: Context, disease: ReportedDisease, area: readonly string[]): Promise<Figures> {
  const weeks = lastWeeks(ctx.now(), weeksShown);
  const communes = await communesOf(area);
  const rows: { readonly commune: Commune; readonly counts: readonly number[] }[] = [];
  for (const commune of communes)
    rows.push({ commune, counts: await counted(ctx, disease, commune.code, weeks) });
  const columns = weeks.map((_, at) => hideSmall(rows.map(({ counts }) => counts[at]!)));
  return {
    diseases: [...reportedDiseases],
    disease: disease.key,
    area: area.map(
      (code) => provinces.get(code)?.name ?? communes.find((one) => one.code === code)?.name ?? code,
    ),
    weeks: weeks.map(({ name, from }) => ({ name, from })),
    places: rows.map(({ commune: { code, name } }, place) => ({
      code,
      name,
      counts: columns.map(({ cells }) => cells[place]!),
    })),
    totals: columns.map(({ total }) => total),
    smallest: smallestShown,
  };
}

function counted(
  ctx: Context,
  disease: ReportedDisease,
  place: string,
  weeks: readonly Week[],
): Promise<readonly number[]> {
  const key = `${disease.key} ${place} ${weeks.at(-1)!.name}`;
  return kept.get(key, ctx.now(), () => countCases(ctx, disease, place, weeks));
}

/** The places for which the reader's office works, as its Organization says; none for somebody of no office. */
async function areaOfOffice(ctx: Context): Promise<string[]> {
  const { facilityId } = ctx.actor;
  if (facilityId === undefined) return [];
  return presentArea(
    JSON.parse((await ctx.record.read('Organization', facilityId)).text) as Record<string, unknown>,
  );
}

/** Communes of today in these places, in the order of their codes: an order that no count decides. */
async function communesOf(area: readonly string[]): Promise<Commune[]> {
  const communes = await loadCommunes();
  const found = area.flatMap((code) =>
    provinces.has(code) ? [...communes.ofProvince(code)] : communes.all.filter((one) => one.code === code),
  );
  return [...new Map(found.map((one) => [one.code, one])).values()].toSorted((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}
