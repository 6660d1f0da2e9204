import { schedule, type ScheduledDose } from '#kernel/terminology/immunisation-schedule.ts';
import { minuteOf } from './days.ts';
import type { Facility, Worker } from './facility.ts';
import type { Person } from './person.ts';
import { createRandom } from './random.ts';
import type { World } from './world.ts';

/** A dose that was given. */
export interface GivenDose {
  readonly person: Person;
  readonly dose: ScheduledDose;
  readonly at: number;
  readonly facility: Facility;
  readonly worker: Worker;
  readonly lot: string;
  /** Day number. */
  readonly expires: number;
}

/** Doses of the country's programme for every child; what is for areas or pregnancies is left out of the stories. */
const leftOut = /^(OCV|TYPHVI|TT\d|TD7)/;

/**
 * Doses of a child under 15 by the national schedule: some days late, a few missed, none too early and none too close.
 * @source TT 10/2024/TT-BYT; TT 52/2025/TT-BYT
 */
export function immunisationsOf(world: World, person: Person): GivenDose[] {
  if (world.today - person.born > 15 * 365) return [];
  const random = createRandom(world.seed, 'immunisation', person.index);
  const given: GivenDose[] = [];
  const lastOf = new Map<string, number>();
  for (const dose of schedule) {
    if (leftOut.test(dose.code) || dose.minAgeDays === undefined) continue;
    if (dose.code === 'HPV' && (person.sex === 'male' || world.today < 20_635)) continue;
    const series = dose.code.replace(/\d+$/, '');
    const before = lastOf.get(series);
    if (dose.doseNumber > 1 && before === undefined && series !== 'DPT') continue;
    const earliest = Math.max(
      person.born + dose.minAgeDays,
      before === undefined ? 0 : before + (dose.minIntervalDays ?? 28),
    );
    const late =
      dose.minAgeDays === 0
        ? dose.code === 'BCG'
          ? random.int(1, 20)
          : 0
        : random.int(0, 25) + (random.chance(0.08) ? random.int(30, 120) : 0);
    const isMissed = random.chance(0.03);
    const day = earliest + late;
    if (isMissed || day >= world.today) continue;
    lastOf.set(series, day);
    given.push({
      person,
      dose,
      at: minuteOf(day, random.int(8, 10), random.int(0, 59)),
      facility: person.station,
      worker: random.pick(person.station.workers),
      lot: `SYN${String(Math.floor(day / 90)).slice(-3)}${dose.cvx}${random.int(10, 99)}`,
      expires: day + random.int(120, 600),
    });
  }
  return given;
}
