import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const uuid = z.uuid();
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));
const moment = z.iso.datetime({ offset: true });
const words = (least: number, most = 500) =>
  z.string().check(z.trim(), z.minLength(least), z.maxLength(most));
const doseCode = z.string().check(z.regex(/^[A-Z0-9]{2,20}$/u));

const vial = z.object({
  id: z.string(),
  openedAt: z.string(),
  dosesLeft: z.number(),
  goodUntil: z.optional(z.string()),
  isGood: z.boolean(),
});
const lot = z.object({
  id: z.string(),
  doseCode: z.string(),
  vaccine: z.string(),
  lotNumber: z.string(),
  manufacturer: z.optional(z.string()),
  expiresOn: z.string(),
  daysLeft: z.number(),
  dosesPerVial: z.number(),
  unopened: z.number(),
  vials: z.array(vial),
  fridgeId: z.optional(z.string()),
  lockedBecause: z.optional(z.string()),
  used: z.number(),
  wasted: z.number(),
  version: z.number(),
});
export type ShownLot = z.infer<typeof lot>;

/** Lots of the reader's station; for one dose only in the order in which they are taken. */
export const listStock = endpoint({
  method: 'GET',
  path: '/api/immunisation/stock',
  input: z.object({ doseCode: z.optional(doseCode) }),
  output: z.object({
    lots: z.array(lot),
    products: z.array(z.object({ code: z.string(), vaccine: z.string() })),
    fridges: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
});

const receivedLot = z.object({
  /** Of a lot that is new at the station, as lotIdOf makes it: a device names it so before the centre knows of it. */
  id: z.optional(uuid),
  doseCode,
  lotNumber: words(1, 60),
  manufacturer: z.optional(words(1, 200)),
  expiresOn: day,
  dosesPerVial: z.int().check(z.minimum(1), z.maximum(100)),
  vials: z.int().check(z.minimum(1), z.maximum(100_000)),
  openHours: z.optional(z.int().check(z.minimum(1), z.maximum(2000))),
  fridgeId: z.optional(uuid),
  /** When it came; now where absent. */
  at: z.optional(moment),
});
export type ReceivedLot = z.infer<typeof receivedLot>;

export const receiveLot = endpoint({
  method: 'POST',
  path: '/api/immunisation/stock/lots',
  input: receivedLot,
  output: z.object({ id: z.string() }),
  kept: { vi: 'Nhận lô vắc xin', en: 'Vaccine lot received' },
});

const lotChange = z.object({
  id: uuid,
  /** Of the lot as it was seen: what is counted always, the others where they must not follow a change by somebody else. */
  version: z.optional(z.int()),
  act: z.enum(['count', 'send', 'waste', 'lock', 'unlock', 'close-vial']),
  vials: z.optional(z.int().check(z.minimum(0), z.maximum(100_000))),
  vialId: z.optional(uuid),
  because: z.optional(words(3)),
  /** When it was done; now where absent. */
  at: z.optional(moment),
});
export type LotChange = z.infer<typeof lotChange>;

/** Counts, sends away, throws away, locks or unlocks. */
export const changeLot = endpoint({
  method: 'POST',
  path: '/api/immunisation/stock/lots/:id',
  input: lotChange,
  output: z.object({ unopened: z.number() }),
  kept: { vi: 'Thay đổi trong kho vắc xin', en: 'Change in the vaccine stock' },
});

const excursion = z.object({
  kind: z.enum(['warm', 'cold', 'frost']),
  from: z.string(),
  to: z.optional(z.string()),
  rightUntil: z.optional(z.string()),
  furthest: z.number(),
  /** What was in the fridge, and doses that were given out of it from then on. */
  lots: z.array(z.object({ id: z.string(), vaccine: z.string(), lotNumber: z.string(), shots: z.number() })),
});
const fridge = z.object({
  id: z.string(),
  name: z.string(),
  readings: z.array(z.object({ at: z.string(), celsius: z.number() })),
  isMissed: z.boolean(),
  excursions: z.array(excursion),
});
export type ShownFridge = z.infer<typeof fridge>;

export const readColdChain = endpoint({
  method: 'GET',
  path: '/api/immunisation/cold-chain',
  input: z.object({ days: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(92)), 14) }),
  output: z.object({
    fridges: z.array(fridge),
    range: z.object({ coldest: z.number(), warmest: z.number() }),
  }),
});

const fridgeInput = z.object({ id: z.optional(uuid), name: words(1, 100) });
export type FridgeInput = z.infer<typeof fridgeInput>;

export const addFridge = endpoint({
  method: 'POST',
  path: '/api/immunisation/cold-chain/fridges',
  input: fridgeInput,
  output: z.object({ id: z.string() }),
  kept: { vi: 'Thêm tủ lạnh', en: 'Fridge added' },
});

const readingInput = z.object({
  id: uuid,
  celsius: z.number().check(z.minimum(-40), z.maximum(60)),
  at: z.optional(moment),
  note: z.optional(words(0)),
});
export type ReadingInput = z.infer<typeof readingInput>;

export const addReading = endpoint({
  method: 'POST',
  path: '/api/immunisation/cold-chain/fridges/:id/readings',
  input: readingInput,
  output: z.object({ judged: z.enum(['right', 'warm', 'cold', 'frost']) }),
  kept: { vi: 'Nhiệt độ tủ lạnh', en: 'Temperature of a fridge' },
});
