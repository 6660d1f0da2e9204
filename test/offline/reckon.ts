import type { KeptReference } from '#kernel/offline/held-references.ts';
import { peopleIn } from '#kernel/offline/held-people.ts';
import type { Json, SavedWrite } from '#kernel/offline/saved-write.ts';
import { isSame } from '#kernel/offline/three-way.ts';
import { listName } from './model-centre.ts';
import { everything, type Disk } from './model-storage.ts';
import { callName, fields, people, tokensIn, type Seat, type Verdict, type World } from './world.ts';

/** Every token that a worker was told is safe stands at the centre exactly once, or on a list that a person sees, or was seen off by one. */
export function reckon(world: World, seats: readonly Seat[]): Verdict {
  const { centre, promised, seenOff, deaths, conflicts, resent } = world;
  const findings: string[] = [];
  const outbox = seats.flatMap(({ disk }) =>
    everything(disk, 'outbox').map(({ value }) => value as SavedWrite),
  );
  const stuck = new Set(
    outbox.flatMap(({ entries, call }) => tokensIn([entries.map(({ resource }) => resource), call?.input])),
  );
  for (const write of outbox)
    if (write.state === 'saved' && !isBehindStuck(write, outbox)) findings.push(`never sent: ${write.id}`);
  for (const { token, name, isAcknowledged } of promised.values()) {
    const times =
      name === callName
        ? centre.calls.filter((one) => one === token).length
        : timesWritten(centre.kept.get(name)?.versions ?? [], token);
    if (times > 1) findings.push(`${times} times at the centre: ${token} of ${name}`);
    if (isAcknowledged && times === 0 && !stuck.has(token) && !seenOff.has(token))
      findings.push(`lost: ${token} of ${name}`);
  }
  for (const { name, disk } of seats) {
    const list = disk.get(`reference ${listName}`) as KeptReference | undefined;
    if (list?.text !== centre.reference() || list.version !== list.text)
      findings.push(`${name} holds an old list`);
    if (((disk.get('meta calls-taken') ?? []) as readonly unknown[]).length > 0)
      findings.push(`${name} lays calls over a list that shows them`);
    if (!isSame(conditionsIn(disk, 'types'), conditionsIn(disk, 'people')))
      findings.push(`${name} lists other facts than it holds of people`);
  }
  for (const person of people)
    findings.push(...overwritten(world, centre.kept.get(`Patient/${person}`)?.versions ?? []));
  return {
    findings,
    saved: [...promised.values()].filter((one) => one.isAcknowledged).length,
    deaths,
    conflicts,
    resent,
  };
}

/** Facts of a listed type on a disk, as they are kept in one place or the other. */
function conditionsIn(disk: Disk, store: 'people' | 'types'): Json[] {
  return everything(disk, store)
    .flatMap(({ value }) => peopleIn(value))
    .flatMap(({ resources }) => resources.filter(({ resourceType }) => resourceType === 'Condition'))
    .toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** Nobody's change of a field is undone by one who did not know of it, and what was noted stays noted. */
function overwritten({ knowing, seenOff }: World, versions: readonly (Json | undefined)[]): string[] {
  return versions.flatMap((after, at) => {
    const before = versions[at - 1];
    if (before === undefined || after === undefined) return [];
    const changed = fields.filter((field) => before[field] !== after[field]);
    const blind = changed.filter(
      (field) => !knowing.has(`${String(before[field])} > ${String(after[field])}`),
    );
    const gone = (before['notes'] as string[]).filter(
      (note) => !(after['notes'] as string[]).includes(note) && !seenOff.has(note),
    );
    return [
      ...blind.map((field) => `overwritten unseen: ${String(before[field])}`),
      ...gone.map((note) => `vanished: ${note}`),
    ];
  });
}

function isBehindStuck(write: SavedWrite, outbox: readonly SavedWrite[]): boolean {
  return outbox.some((one) => one.state !== 'saved' && one.key < write.key);
}

/** How often a token came into a resource; what stays from version to version came once. */
function timesWritten(versions: readonly (Json | undefined)[], token: string): number {
  let times = 0;
  let before = false;
  for (const version of versions) {
    const has = JSON.stringify(version)?.includes(`"${token}"`) === true;
    if (has && !before) times += 1;
    before = has;
  }
  return times;
}
