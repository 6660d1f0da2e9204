import type { Commune } from '#kernel/vietnam/communes.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { drawFamily, drawGiven } from './names.ts';
import { createRandom } from './random.ts';
import type { World } from './world.ts';

/** A health worker of a synthetic facility. */
export interface Worker {
  readonly licence: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
}

/** A synthetic facility. Its code has the shape of a real one; names end in '(giả định)' so that nobody takes it for real. */
export interface Facility {
  readonly code: string;
  readonly name: string;
  readonly level: 'station' | 'district' | 'province';
  readonly commune: Commune;
  readonly workers: readonly Worker[];
}

/** The station of a commune: serial 700 and its place in the province. */
export function stationOf(world: World, commune: Commune): Facility {
  return build(
    world,
    commune,
    'station',
    700 + world.rankOf(commune),
    `Trạm Y tế ${commune.name.toLowerCase().slice(0, commune.name.indexOf(' '))}${commune.name.slice(commune.name.indexOf(' '))}`,
  );
}

/** The area hospital: one for twelve communes, serial from 900. */
export function districtHospitalOf(world: World, commune: Commune): Facility {
  const area = Math.floor(world.rankOf(commune) / 12);
  return build(
    world,
    commune,
    'district',
    900 + area,
    `Bệnh viện đa khoa khu vực số ${area + 1} ${provinceName(commune)}`,
  );
}

/** The hospital of the province: serial 999. */
export function provincialHospitalOf(world: World, commune: Commune): Facility {
  return build(world, commune, 'province', 999, `Bệnh viện đa khoa ${provinceName(commune)}`);
}

function provinceName(commune: Commune): string {
  return provinces
    .get(commune.provinceCode)!
    .name.replace(/^Tỉnh /, 'tỉnh ')
    .replace(/^Thành phố /, 'thành phố ');
}

const made = new WeakMap<World, Map<string, Facility>>();

function build(
  world: World,
  commune: Commune,
  level: Facility['level'],
  serial: number,
  name: string,
): Facility {
  const code = `${commune.provinceCode}${serial}`;
  const known = made.get(world) ?? new Map<string, Facility>();
  made.set(world, known);
  const before = known.get(code);
  if (before !== undefined) return before;
  const random = createRandom(world.seed, 'facility', code);
  const workers = Array.from(
    { length: level === 'station' ? 3 : level === 'district' ? 6 : 9 },
    (_, i): Worker => {
      const sex = random.chance(0.5) ? 'male' : 'female';
      const licence = `${code}${i + 1}/SYN-GPHN`;
      const name = `${drawFamily(random)} ${drawGiven(random, sex, 1980)}`;
      return { licence, ...(world.workers[licence] ?? { name, sex }) };
    },
  );
  const facility: Facility = { code, name: `${name} (giả định)`, level, commune, workers };
  // A country has some 3,600 facilities; they are kept, since visits ask for them again and again.
  known.set(code, facility);
  return facility;
}
