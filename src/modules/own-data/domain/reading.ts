/** What people measure at home. */
export const readingKinds = ['pressure', 'pulse', 'weight', 'sugar', 'temperature', 'oxygen'] as const;
export type ReadingKind = (typeof readingKinds)[number];

/** How a kind stands in the record: the numbers of its line and the unit that they are kept in. */
export interface KindOfReading {
  /** LOINC codes of the numbers, in their order. */
  readonly loincs: readonly [string, ...string[]];
  /** The panel that holds several numbers. */
  readonly panel?: string;
  /** A second code that the standard's profile of vital signs wants beside the first. */
  readonly beside?: string;
  readonly ucum: string;
  /** Decimals that a converted value is kept with. */
  readonly decimals: number;
}

/**
 * Codes and units of the house's list of vital signs.
 * @source kernel/terminology/vital-signs.ts; 2708-6 beside 59408-5: FHIR R4 4.0.1, profile oxygensat
 */
export const kindsOfReading: Readonly<Record<ReadingKind, KindOfReading>> = {
  pressure: { loincs: ['8480-6', '8462-4'], panel: '85354-9', ucum: 'mm[Hg]', decimals: 0 },
  pulse: { loincs: ['8867-4'], ucum: '/min', decimals: 0 },
  weight: { loincs: ['29463-7'], ucum: 'kg', decimals: 2 },
  sugar: { loincs: ['14743-9'], ucum: 'mmol/L', decimals: 1 },
  temperature: { loincs: ['8310-5'], ucum: 'Cel', decimals: 1 },
  oxygen: { loincs: ['59408-5'], beside: '2708-6', ucum: '%', decimals: 0 },
};

/** The code by which the line of a kind is found. */
export function codeOfKind(kind: ReadingKind): string {
  const { panel, loincs } = kindsOfReading[kind];
  return panel ?? loincs[0];
}

/** The kind of a line by its LOINC code. */
export function kindOfCode(loinc: string | undefined): ReadingKind | undefined {
  return readingKinds.find((kind) => codeOfKind(kind) === loinc);
}

/** By whose clock the time of a reading is told. */
export type Clock = 'phone' | 'person' | 'device' | 'file';

/** One reading as it was typed, sent by a device, or found in a file. */
export interface Sample {
  /** Drawn by whoever sends it; names the sample in the answer, and the reading itself where it has no `stamp`. */
  readonly id: string;
  readonly kind: ReadingKind;
  readonly values: readonly number[];
  /** UCUM, as it was measured. */
  readonly unit: string;
  /** ISO, with the zone of where it was measured. */
  readonly at: string;
  readonly clock: Clock;
  /** What its device or file calls it: its own time, a number in its memory. The same each time that it is sent. */
  readonly stamp?: string | undefined;
  /** Why a value that is hardly possible is right all the same. */
  readonly kept?: string | undefined;
  /** What the device said of the measuring itself. */
  readonly doubts?: readonly Doubt[] | undefined;
}

/** What a device says of its own measuring. */
export const doubts = ['moved', 'loose', 'irregular', 'position', 'early', 'questionable'] as const;
export type Doubt = (typeof doubts)[number];

/** What a reading was made with. */
export interface Instrument {
  /** 'bluetooth' device, or the program whose file it stood in. */
  readonly way: 'bluetooth' | 'apple-health' | 'csv';
  readonly name?: string | undefined;
  readonly maker?: string | undefined;
  readonly model?: string | undefined;
}
