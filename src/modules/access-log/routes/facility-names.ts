import type { Organization } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';

/** Names of facilities by their ids; the directory is open to every signed-in reader. */
export async function facilityNames(
  ctx: Context,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const names = new Map<string, string>();
  for (let at = 0; at < wanted.length; at += 50) {
    const some = wanted.slice(at, at + 50);
    const page = await ctx.record.search('Organization', `_id=${some.join(',')}&_count=50`);
    for (const { id, text } of page.matches) names.set(id, (JSON.parse(text) as Organization).name ?? id);
  }
  return names;
}
