import type { Context } from '#platform/context.ts';
import type { StoredPatient } from './verdict-of.ts';

const atOnce = 100;

/** People by id; who is gone, was joined into another or is not active any more is left out. */
export async function readPatients(ctx: Context, ids: readonly string[]): Promise<StoredPatient[]> {
  const found: StoredPatient[] = [];
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = ids.slice(at, at + atOnce);
    const page = await ctx.record.search('Patient', `_id=${some.join(',')}&_count=${atOnce}`);
    found.push(...page.matches.map(({ text }) => JSON.parse(text) as StoredPatient));
  }
  return found.filter(livesOn);
}

/** A record that was joined into another is not asked about: the other one is. */
export function livesOn(patient: StoredPatient): boolean {
  return patient.active !== false && patient.link?.some(({ type }) => type === 'replaced-by') !== true;
}
