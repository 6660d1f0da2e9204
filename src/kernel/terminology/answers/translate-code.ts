import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Language } from '../../schema.ts';
import { nameOf } from '../names.ts';
import type { ConceptMapEntry, Equivalence, MapLine } from '../terminology-source.ts';
import type { Terminology } from '../terminology.ts';

/** A code to be translated, and where to. */
export interface TranslateQuestion {
  readonly codes: readonly {
    readonly system: string;
    readonly version?: string | undefined;
    readonly code: string;
  }[];
  readonly reverse: boolean;
  /** Value set or code system that the answer must be of. */
  readonly target?: string | undefined;
  readonly source?: string | undefined;
  readonly language: Language;
}

/** A code that a map leads to. */
export interface Match {
  readonly map: string;
  readonly system: string;
  readonly version?: string | undefined;
  readonly code: string;
  readonly display?: string;
  readonly equivalence: Equivalence;
  readonly comment?: string;
}

const turned: Partial<Record<Equivalence, Equivalence>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

interface Ways {
  readonly forth: ReadonlyMap<string, readonly Match[]>;
  readonly back: ReadonlyMap<string, readonly Match[]>;
}
const indexed = new WeakMap<readonly MapLine[], Ways>();

/** Where codes lead by the maps given; the same target is named once. @source FHIR R4, ConceptMap-operation-translate */
export async function translateCode(
  terminology: Terminology,
  maps: readonly ConceptMapEntry[],
  question: TranslateQuestion,
): Promise<Match[]> {
  const found: Match[] = [];
  for (const map of maps) {
    if (!mayHold(map, question)) continue;
    const { forth, back } = waysOf(await map.open(), map.url);
    const [own, other] = question.reverse
      ? [map.targetVersion, map.sourceVersion]
      : [map.sourceVersion, map.targetVersion];
    const meant = question.codes.filter(({ version }) => own === undefined || (version ?? own) === own);
    for (const { system, code } of meant)
      for (const match of (question.reverse ? back : forth).get(`${system} ${code}`) ?? []) {
        if (question.target !== undefined && !(await isTarget(terminology, map, question, match))) continue;
        const whole = other === undefined ? match : { ...match, version: other };
        found.push(await named(terminology, whole, question.language));
      }
  }
  return found;
}

/** The matches as FHIR tells them; a map that says 'unmatched' is an answer but no translation. */
export function matchParameters(matches: readonly Match[], language: Language): Parameters {
  const result = matches.some(({ equivalence }) => equivalence !== 'unmatched' && equivalence !== 'disjoint');
  const none = language === 'en' ? 'No translation was found.' : 'Không tìm thấy mã tương ứng.';
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: result },
      ...(result ? [] : [{ name: 'message', valueString: none }]),
      ...matches.map((match): ParametersParameter => {
        const { system, version, code, display } = match;
        const concept = {
          system,
          ...(version !== undefined && { version }),
          code,
          ...(display !== undefined && { display }),
        };
        return {
          name: 'match',
          part: [
            { name: 'equivalence', valueCode: match.equivalence },
            ...(code === '' ? [] : [{ name: 'concept', valueCoding: concept }]),
            { name: 'source', valueUri: match.map },
          ],
        };
      }),
    ],
  };
}

function mayHold(map: ConceptMapEntry, { codes, reverse, source }: TranslateQuestion): boolean {
  const from = reverse ? map.targetSystems : map.sourceSystems;
  const scope = reverse ? map.targetScope : map.sourceScope;
  if (source !== undefined && scope !== undefined && scope !== source) return false;
  return from === undefined || codes.some(({ system }) => from.includes(system));
}

/** The target is a system, the scope that the map itself names, or a value set that has the code. */
async function isTarget(
  terminology: Terminology,
  map: ConceptMapEntry,
  { target, reverse }: TranslateQuestion,
  match: Match,
): Promise<boolean> {
  if (match.system === target || (reverse ? map.sourceScope : map.targetScope) === target) return true;
  if (target === undefined || terminology.valueSet(target) === undefined) return false;
  const lists = await terminology.expandCodes(target);
  return lists.some(({ system, codes }) => system === match.system && codes.includes(match.code));
}

async function named(terminology: Terminology, match: Match, language: Language): Promise<Match> {
  if (match.display !== undefined) return match;
  const table = await terminology.codeSystem(match.system, match.version)?.open();
  const at = table?.find(match.code) ?? -1;
  return table === undefined || at < 0 ? match : { ...match, display: nameOf(table, at, language) };
}

function waysOf(lines: readonly MapLine[], map: string): Ways {
  const known = indexed.get(lines);
  if (known !== undefined) return known;
  const forth = new Map<string, Match[]>();
  const back = new Map<string, Match[]>();
  const add = (ways: Map<string, Match[]>, from: { system: string; code: string }, match: Match): void => {
    const key = `${from.system} ${from.code}`;
    const list = ways.get(key);
    if (list === undefined) ways.set(key, [match]);
    else list.push(match);
  };
  for (const { source, targets } of lines)
    for (const target of targets) {
      add(forth, source, { map, ...target });
      const { equivalence, comment } = target;
      const turnedWay = turned[equivalence] ?? equivalence;
      add(back, target, {
        map,
        ...source,
        equivalence: turnedWay,
        ...(comment !== undefined && { comment }),
      });
    }
  const ways = { forth, back };
  indexed.set(lines, ways);
  return ways;
}
