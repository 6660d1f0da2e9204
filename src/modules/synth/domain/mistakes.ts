import type { Person } from './person.ts';
import { createRandom } from './random.ts';
import type { Visit } from './visit.ts';
import type { World } from './world.ts';

/** Mistakes that real senders make; planted in a small share of the claims so that the quarantine has something true to show. */
export type Mistake = 'impossible-date' | 'negative-quantity' | 'card-of-another' | 'unknown-diagnosis';

/** What the door is expected to say about a planted mistake. */
export interface Planted {
  readonly mistake: Mistake;
  readonly facility: string;
  /** MA_LK */
  readonly visit: string;
  readonly table: string;
  readonly line: number;
  readonly field: string;
  /** Rule of the door. */
  readonly rule: string;
  /** 'quarantine': somebody must mend it. 'note': taken, with a remark. */
  readonly expect: 'quarantine' | 'note';
}

/** Which mistake a claim carries, if any. `neighbour` is somebody else of the block whose card could be lent. */
export function mistakeOf(world: World, visit: Visit, neighbour: Person | undefined): Mistake | undefined {
  const random = createRandom(world.seed, 'mistake', visit.key);
  if (!random.chance(world.mistakes)) return undefined;
  const mistake = random.weighted([
    ['impossible-date', 4],
    ['negative-quantity', 3],
    ['card-of-another', 1],
    ['unknown-diagnosis', 2],
  ] as const);
  if (mistake === 'card-of-another' && neighbour?.card === undefined) return 'unknown-diagnosis';
  const needsDrug = mistake === 'impossible-date' || mistake === 'negative-quantity';
  return needsDrug && visit.prescriptions.length === 0 ? 'unknown-diagnosis' : mistake;
}

/** How a claim reaches the door. */
export type Delivery = 'once' | 'twice' | 'corrected' | 'fewer-lines';

/** Most claims come once; some are sent again as they were, with a changed diagnosis, or with a line less. */
export function deliveryOf(world: World, visit: Visit): Delivery {
  const random = createRandom(world.seed, 'delivery', visit.key);
  const delivery = random.weighted([
    ['once', 93],
    ['twice', 3],
    ['corrected', 2],
    ['fewer-lines', 2],
  ] as const);
  return delivery === 'fewer-lines' && visit.prescriptions.length < 2 ? 'once' : delivery;
}

/** The claim as its correction tells it: a line less, or the outcome changed and a note added. */
export function correctedVisit(visit: Visit, delivery: Delivery): Visit {
  if (delivery === 'fewer-lines') return { ...visit, prescriptions: visit.prescriptions.slice(0, -1) };
  if (delivery === 'corrected') return { ...visit, outcome: visit.outcome === '1' ? '2' : '1' };
  return visit;
}
