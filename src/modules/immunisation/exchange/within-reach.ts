import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { NationalDose } from '../../doors/api.ts';

const mostPages = 20;

/**
 * Rows of the whole country, a page at a time, until enough of them are within the reader's reach; the last pages are not looked at.
 * @param readPage the rows after the given one
 * @param keep those of them that the reader may see
 */
export async function withinReach<Row>(
  readPage: (after: Row | undefined) => Promise<readonly Row[]>,
  keep: (rows: readonly Row[]) => Promise<readonly Row[]>,
  most: number,
): Promise<Row[]> {
  const kept: Row[] = [];
  let after: Row | undefined;
  for (let page = 0; page < mostPages && kept.length < most; page += 1) {
    const rows = await readPage(after);
    kept.push(...(await keep(rows)));
    after = rows.at(-1);
    if (after === undefined) break;
  }
  return kept.slice(0, most);
}

/**
 * Which told doses may be somebody's whom the reader may see: her number or her mother's is known there, or her name with her day of birth.
 * What is nobody's in reach tells of a stranger, and stays with who is nearer to her.
 */
export async function dosesOfReached(
  ctx: Context,
  doses: readonly NationalDose[],
): Promise<ReadonlySet<NationalDose>> {
  const numbers = await numbersReached(
    ctx,
    doses.flatMap(({ person }) => numberOf(person) ?? []),
  );
  const reached = new Set<NationalDose>();
  for (const dose of doses)
    if (numbers.has(numberOf(dose.person) ?? '') || (await isNamed(ctx, dose.person))) reached.add(dose);
  return reached;
}

const numberOf = ({ number, motherNumber }: NationalDose['person']): string | undefined =>
  number ?? motherNumber;

async function numbersReached(ctx: Context, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = [...new Set(numbers)];
  if (asked.length === 0) return new Set();
  const tokens = asked.map((number) => `${identifierSystem.personalNumber}|${number}`).join(',');
  const page = await ctx.record.search(
    'Patient',
    `identifier=${encodeURIComponent(tokens)}&_count=${asked.length * 2}`,
  );
  const found = page.matches.flatMap(
    ({ text }) => (JSON.parse(text) as { identifier?: readonly { value?: string }[] }).identifier ?? [],
  );
  return new Set(found.flatMap(({ value }) => value ?? []));
}

async function isNamed(ctx: Context, { name, birthDate }: NationalDose['person']): Promise<boolean> {
  const query = `name=${encodeURIComponent(name)}&birthdate=${birthDate}&_count=1`;
  return (await ctx.record.search('Patient', query)).matches.length > 0;
}
