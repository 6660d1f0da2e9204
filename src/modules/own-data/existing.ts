import type { Context } from '#platform/context.ts';
import { atDesk } from './desk.ts';

const atOnce = 50;

/** Which of these ids are there already, also where their line was taken back. Only after `demandOwn`. */
export async function existing(
  ctx: Context,
  type: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(ids)];
  const there = new Set<string>();
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce);
    const query = `_id=${some.join(',')}&_count=${some.length}&_elements=id`;
    for (const { id } of (await atDesk(ctx).record.search(type, query)).matches) there.add(id);
  }
  return there;
}
