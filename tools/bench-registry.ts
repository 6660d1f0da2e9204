/**
 * `npm run bench -- registry`: the registry as the country grows: one $match, registrations a second, what the index costs a write, a sweep over
 * everybody, names as they are typed, and a crowd of a thousand. The engine and its database without HTTP, on an embedded PostgreSQL of its own.
 * --steps 100000,300000,1000000; --keep DIR: the data stay there and a later run goes on from them; --only fill|ask|writes|crowd|sweep|names|page:
 * one part of it; --most M: minutes of the sweep in this run; --dry: writes nothing into docs/reference/matching.
 */
import { timeCrowd, timeMatches, timeRegistrations, timeSweep, timeWrites } from './bench-registry-ask.ts';
import { fill, openCountry, tidy, type Comers } from './bench-registry-fill.ts';
import { timeNames } from './bench-registry-names.ts';
import { isReached, keepPage } from './bench-registry-page.ts';
import { openPlace, type Place, type Point } from './bench-registry-place.ts';
import { option } from './bench-options.ts';

const asks = 1000;
const registered = 4000;
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
    if (wants('fill')) await fill(place, comers, step);
    if (wants('ask') && progress.people >= step && progress.people < step * 1.2)
      await measureSize(place, comers, step);
  }
  if (wants('writes')) show((progress.writes = await timeWrites(place, comers)));
  if (wants('crowd')) show((progress.crowd = await timeCrowd(place, comers)));
  if (wants('sweep')) show((progress.sweep = await timeSweep(place)));
  if (wants('names')) show((progress.names = await timeNames(place, comers)));
  place.keep();
}

async function measureSize(place: Place, comers: Comers, step: number): Promise<void> {
  await tidy(place);
  const match = await timeMatches(place, comers, asks);
  show({ step, match });
  const { told, ...registration } = await timeRegistrations(place, comers, { count: registered, atOnce });
  const point: Point = {
    people: step,
    match,
    registration,
    told,
  };
  show(point);
  const { progress } = place;
  progress.points = [...progress.points.filter(({ people }) => people !== step), point].toSorted(
    (a, b) => a.people - b.people,
  );
  place.keep();
}

function show(measured: object): void {
  console.log(JSON.stringify(measured));
}
