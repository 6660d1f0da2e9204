import type { Organization, Patient } from '@medplum/fhirtypes';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';

const atOnce = 50;

/** Names of facilities by id; the directory is open to every signed-in reader. One that has none is named by its id. */
export async function facilityNamer(
  ctx: Context,
  ids: readonly string[],
): Promise<(facilityId: string) => string> {
  const names = await namesOf(ctx, 'Organization', ids, (text) => (JSON.parse(text) as Organization).name);
  return (id) => names.get(id) ?? id;
}

/** Names of the persons whose records were opened: without them a supervisor could ask nobody. Nothing else of their records. */
export async function personNamer(
  ctx: Context,
  ids: readonly string[],
): Promise<(patientId: string) => string> {
  const sen = ctx.as(platformActor(ctx.actor.requestId));
  const names = await namesOf(sen, 'Patient', ids, (text) => nameOf(JSON.parse(text) as Patient));
  return (id) => names.get(id) ?? '';
}

/** A person's name as it is written. */
export function nameOf({ name: [name] = [] }: Patient): string {
  return name?.text ?? [name?.family, ...(name?.given ?? [])].join(' ').trim();
}

async function namesOf(
  ctx: Context,
  type: string,
  ids: readonly string[],
  read: (text: string) => string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  const names = new Map<string, string>();
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce).join(',');
    const page = await ctx.record.search(type, `_id=${some}&_count=${atOnce}&_elements=name`);
    for (const { id, text } of page.matches) {
      const name = read(text);
      if (name !== undefined && name !== '') names.set(id, name);
    }
  }
  return names;
}
