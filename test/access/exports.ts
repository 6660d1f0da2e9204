import type { Asker, Line } from './world.ts';

const pathOf = (address: string): string => address.slice(address.indexOf('/fhir'));

/** Ids of everything that an export brings; undefined where it is refused. */
export async function exportedIds(asker: Asker, path: string): Promise<ReadonlySet<string> | undefined> {
  const begun = await asker.call(`/fhir${path}`, { headers: { prefer: 'respond-async' } });
  await begun.text();
  if (begun.status === 401 || begun.status === 403) return undefined;
  if (begun.status !== 202) throw new Error(`${path} answered ${begun.status}`);
  const output = await finished(asker, pathOf(begun.headers.get('content-location') ?? ''));
  const ids = new Set<string>();
  for (const { url } of output) {
    const text = await (await asker.call(pathOf(url))).text();
    for (const line of text.split('\n').filter(Boolean)) ids.add((JSON.parse(line) as { id: string }).id);
  }
  return ids;
}

async function finished(asker: Asker, status: string): Promise<readonly { readonly url: string }[]> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const told = await asker.call(status);
    const text = await told.text();
    if (told.status === 200) return (JSON.parse(text) as { output: { url: string }[] }).output;
    if (told.status !== 202) throw new Error(`${status} answered ${told.status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the export did not end');
}

/** What a way showed too much and too little of, in words. */
export function differencesOf(
  lines: readonly Line[],
  isSeen: (line: Line) => boolean,
  isMeant: (line: Line) => boolean,
): { readonly leaks: string[]; readonly refusals: string[] } {
  const nameOf = ({ person, type, bits }: Line): string => `${type} (${bits}) of ${person.name}`;
  const leaks = lines.filter((line) => isSeen(line) && !isMeant(line)).map(nameOf);
  const refusals = lines.filter((line) => !isSeen(line) && isMeant(line)).map(nameOf);
  return { leaks: leaks.slice(0, 8), refusals: refusals.slice(0, 8) };
}
