import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';
import { loadHouseSource } from '#kernel/terminology/house.ts';
import { readCodeSystem, readConceptMap, readValueSet } from '#kernel/terminology/read-resource.ts';
import { createTerminology, type Terminology } from '#kernel/terminology/terminology.ts';
import type { TerminologySource } from '#kernel/terminology/terminology-source.ts';
import type { Queryable } from '../sql/database.ts';
import { rowColumns, type Row } from './rows.ts';
import type { Texts } from './texts.ts';

/** The types whose stored resources join the house's lists. */
export const terminologyTypes = ['CodeSystem', 'ValueSet', 'ConceptMap'] as const;

/** The house's lists and those that users stored, as they are now. */
export interface LiveTerminology {
  /** Looks whether something was stored: at once after a write of this server, within a second after one of another. */
  now(): Promise<Terminology>;
  /** Something was written here. */
  touch(): void;
}

type Stored = CodeSystem | ValueSet | ConceptMap;
/** How long a look at the stored rows counts; what another server wrote is seen after that. */
const freshMs = 1000;

/** Keeps stored resources read, by row and version; what did not change is not read again. */
export function createLiveTerminology(parts: {
  readonly database: Queryable;
  readonly texts: Texts;
  readonly clock?: () => number;
}): LiveTerminology {
  const { database, texts, clock = () => performance.now() } = parts;
  let known = new Map<string, TerminologySource>();
  let terminology: Terminology | undefined;
  let lookedAt = -Infinity;
  let looking: Promise<Terminology> | undefined;
  let touched = false;

  const look = async (): Promise<Terminology> => {
    touched = false;
    const startedAt = clock();
    const { rows } = await database.query<Row>({
      name: 'record-stored-terminology',
      text: `select ${rowColumns} from record.resource r where r.type = any ($1) order by r.updated, r.id`,
      values: [terminologyTypes],
    });
    const keys = rows.map((row) => `${row.id} ${row.version}`);
    if (terminology === undefined || keys.length !== known.size || keys.some((key) => !known.has(key))) {
      const missing = rows.filter((_row, at) => !known.has(keys[at]!));
      const read = new Map<Row, TerminologySource>();
      const bodies = missing.length === 0 ? [] : await texts.of(database, missing);
      missing.forEach((row, at) => read.set(row, sourceOf(bodies[at]!)));
      known = new Map(rows.map((row, at) => [keys[at]!, known.get(keys[at]!) ?? read.get(row)!]));
      terminology = createTerminology([await loadHouseSource(), ...known.values()]);
    }
    lookedAt = startedAt;
    return terminology;
  };

  const now = async (): Promise<Terminology> => {
    if (terminology !== undefined && !touched && clock() - lookedAt < freshMs) return terminology;
    // A look that began before the last write may have missed it.
    if (looking !== undefined && touched) await looking.catch(() => undefined);
    looking ??= look().finally(() => (looking = undefined));
    return looking;
  };
  return { now, touch: () => void (touched = true) };
}

function sourceOf(text: string): TerminologySource {
  const resource = JSON.parse(text) as Stored;
  const is = <T extends Stored['resourceType']>(type: T): boolean =>
    resource.resourceType === type && resource.url !== undefined;
  return {
    codeSystems: is('CodeSystem') ? [readCodeSystem(resource as CodeSystem)] : [],
    valueSets: is('ValueSet') ? [readValueSet(resource as ValueSet)] : [],
    conceptMaps: is('ConceptMap') ? [readConceptMap(resource as ConceptMap)] : [],
  };
}
