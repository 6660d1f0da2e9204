/**
 * `npm run bench -- registry`: the registry as the country grows, in the index and in the record: one $match, registrations a second, what the index costs a write, a sweep over
 * everybody, names as they are typed, and a crowd of a thousand. The engine and its database without HTTP, on an embedded PostgreSQL of its own.
 * --steps 100000,300000,1000000; --keep DIR: the data stay there and a later run goes on from them; --only index|fill|ask|match|writes|crowd|sweep|names|page:
 * one part of it; --registrations N: so many at each size, since the first ones after a checkpoint write whole pages into the log; --settings NAME=VALUE,...: of the PostgreSQL, over those that ship; --most M: minutes of the sweep in this run; --dry: writes nothing into docs/reference/matching.
 */
import { timeCrowd, timeMatches, timeRegistrations, timeSweep, timeWrites } from './bench-registry-ask.ts';
import { fill, openCountry, tidy, type Comers } from './bench-registry-fill.ts';
import { fillNames, timeNames } from './bench-registry-names.ts';
import { isReached, keepPage } from './bench-registry-page.ts';
import { openPlace, type Place, type Point } from './bench-registry-place.ts';
import { option } from './bench-options.ts';

const asks = 1000;
const atOnce = 32;

/** Runs and keeps; true where every goal was reached. */
export async function benchRegistry(): Promise<boolean> {
  const place = await openPlace();
  try {
    await measure(place);
    if (!process.argv.includes('--dry')) keepPage(place.progress);
    return isReached(place.progress);
  } finally {
    await place.stop();
  }
}

async function measure(place: Place): Promise<void> {
  const steps = option('steps', '100000,300000,1000000').split(',').map(Number);
  const only = option('only', '');
  const wants = (part: string): boolean => only === '' || only === part;
  const { progress } = place;
  const comers = await openCountry(place);
  for (const step of steps) {
    if (wants('index') || only === 'fill') await fill(place, comers, step);
    if (wants('fill')) await fillNames(place, comers, step);
    const isThere = progress.people >= step && progress.people < step * 1.2;
    if (wants('ask') && isThere) await measureSize(place, comers, step);
    if (only === 'match' && isThere) await measureMatch(place, comers, step);
    if (wants('names') && isThere) {
      const names = await timeNames(place, comers);
      show(names);
      progress.names = [
        ...(progress.names ?? []).filter(({ people }) => people !== progress.named),
        ...names,
      ];
    }
  }
  if (wants('writes')) show((progress.writes = await timeWrites(place, comers)));
  if (wants('crowd')) show((progress.crowd = await timeCrowd(place, comers)));
  if (wants('sweep')) show((progress.sweep = await timeSweep(place)));
  place.keep();
}

async function measureSize(place: Place, comers: Comers, step: number): Promise<void> {
  await tidy(place);
  const match = await timeMatches(place, comers, asks);
  show({ step, match });
  const { told, ...registration } = await timeRegistrations(place, comers, {
    count: Number(option('registrations', '20000')),
    atOnce,
  });
  keepPoint(place, { people: step, recorded: place.progress.named, match, registration, told });
}

/** One size's $match once more, where it is measured in turns with another size: loads differ from minute to minute. */
async function measureMatch(place: Place, comers: Comers, step: number): Promise<void> {
  const point = place.progress.points.find(({ people }) => people === step);
  if (point === undefined) throw new Error(`--only ask comes before --only match, at ${step}`);
  keepPoint(place, { ...point, match: await timeMatches(place, comers, asks) });
}

function keepPoint({ progress, keep }: Place, point: Point): void {
  show(point);
  progress.points = [...progress.points.filter(({ people }) => people !== point.people), point].toSorted(
    (a, b) => a.people - b.people,
  );
  keep();
}

function show(measured: object): void {
  console.log(JSON.stringify(measured));
}
