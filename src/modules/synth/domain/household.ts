import { createRandom, type Random } from './random.ts';
import type { World } from './world.ts';

/** People of a block are made together, so any one of them can be made alone: only its block is looked at. */
export const blockSize = 24;

/** A place in a household before a person is in it. */
export interface Slot {
  /** Index in the population. */
  readonly index: number;
  readonly block: number;
  /** Number of the household inside the block. */
  readonly household: number;
  readonly role: 'wife' | 'husband' | 'child' | 'grandmother' | 'grandfather';
  readonly sex: 'male' | 'female';
  /** Years, with a fraction, on the day the story is told. */
  readonly age: number;
  /** Index of the mother, for children. */
  readonly mother?: number;
  readonly father?: number;
}

type Draft = Omit<Slot, 'index' | 'block' | 'household' | 'mother' | 'father'>;

/** The 24 places of a block: whole households one after another, the last one cut to fit. */
export function slotsOf(world: World, block: number): Slot[] {
  const random = createRandom(world.seed, 'block', block);
  const slots: Slot[] = [];
  for (let household = 0; slots.length < blockSize; household += 1) {
    const first = block * blockSize + slots.length;
    const members = drawHousehold(random).slice(0, blockSize - slots.length);
    const wife = members.findIndex((member) => member.role === 'wife');
    const husband = members.findIndex((member) => member.role === 'husband');
    members.forEach((member, place) => {
      const isChild = member.role === 'child';
      slots.push({
        ...member,
        index: first + place,
        block,
        household,
        ...(isChild && wife >= 0 && { mother: first + wife }),
        ...(isChild && husband >= 0 && { father: first + husband }),
      });
    });
  }
  return slots;
}

/** Kinds of households with their shares; ages so that the pyramid looks like Viet Nam's: about 24 % under 15, 14 % over 60. */
function drawHousehold(random: Random): Draft[] {
  const kind = random.weighted([
    ['family', 46],
    ['three-generations', 26],
    ['old', 11],
    ['alone', 8],
    ['mother', 8],
  ] as const);
  if (kind === 'old') {
    const age = random.int(60, 84) + random.next();
    const couple: Draft[] = [
      member('grandmother', age),
      member('grandfather', Math.min(95, age + random.int(-2, 6))),
    ];
    return random.chance(0.6) ? couple : [random.pick(couple)];
  }
  if (kind === 'alone')
    return [member(random.chance(0.5) ? 'wife' : 'husband', random.int(19, 58) + random.next())];
  const age =
    random.weighted([
      [random.int(22, 30), 26],
      [random.int(31, 42), 42],
      [random.int(43, 56), 32],
    ]) + random.next();
  const people: Draft[] = [member('wife', age)];
  if (kind !== 'mother') people.push(member('husband', Math.max(20, age + random.normal(2.5, 3))));
  if (kind === 'three-generations') {
    const old = age + random.int(21, 32);
    people.push(member('grandmother', Math.min(94, old)));
    if (random.chance(0.6)) people.push(member('grandfather', Math.min(94, old + random.int(-1, 6))));
  }
  return [...people, ...drawChildren(random, age)];
}

/** Two children are the rule; the mother was 19 to 38, and children of 24 have left home. */
function drawChildren(random: Random, motherAge: number): Draft[] {
  const children: Draft[] = [];
  let atBirth = random.int(20, 28) + random.next();
  for (
    let wanted = random.weighted([
      [0, 4],
      [1, 17],
      [2, 50],
      [3, 25],
      [4, 4],
    ] as const);
    wanted > 0;
    wanted -= 1
  ) {
    const age = motherAge - atBirth;
    if (age < 0 || atBirth > 39) break;
    if (age < 24) children.push({ role: 'child', sex: random.chance(0.527) ? 'male' : 'female', age });
    atBirth += random.int(2, 5) + random.next() * 0.9;
  }
  return children;
}

function member(role: 'wife' | 'husband' | 'grandmother' | 'grandfather', age: number): Draft {
  return { role, sex: role === 'wife' || role === 'grandmother' ? 'female' : 'male', age };
}
