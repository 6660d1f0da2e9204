import { AppError } from '../errors.ts';
import type { CodeSet } from './code-set.ts';
import type { CodeTable } from './code-table.ts';
import type { Compose } from './compose.ts';
import { expandCompose, type ExpandContext } from './expand-compose.ts';
import { above, below, isAbove } from './hierarchy.ts';
import type {
  CodeSystemEntry,
  ConceptMapEntry,
  TerminologySource,
  ValueSetEntry,
} from './terminology-source.ts';
import { lockedValueSet, unknownSystem, unknownValueSet } from './terminology-errors.ts';

/** Codes of one system. */
export interface SystemCodes {
  readonly system: string;
  readonly codes: readonly string[];
}

/**
 * Everything that can be asked about codes, over one or more sources. A canonical is a URL or 'url|version'; without a version the
 * newest active one is meant, and a stored list goes before the house's own of the same URL.
 */
export interface Terminology {
  readonly source: TerminologySource;
  codeSystem(canonical: string, version?: string): CodeSystemEntry | undefined;
  valueSet(canonical: string, version?: string): ValueSetEntry | undefined;
  conceptMap(canonical: string, version?: string): ConceptMapEntry | undefined;
  /** The opened codes of a system. Error: terminology.unknown-system. */
  table(system: string, version?: string): Promise<CodeTable>;
  /** The codes of a value set, kept after the first time. Errors: those of `expandCompose`, terminology.not-held. */
  expand(canonical: string, version?: string): Promise<CodeSet>;
  expandCompose(compose: Compose): Promise<CodeSet>;
  /** The codes of a value set by system, for search modifiers `:in` and `:not-in`. Errors as `expand`. */
  expandCodes(canonical: string): Promise<readonly SystemCodes[]>;
  /** Whether `ancestor` lies above the code or is it; false for codes that the list does not have. Error: terminology.unknown-system. */
  isA(system: string, code: string, ancestor: string): Promise<boolean>;
  /** A code and all below it, for `:below`; only the code itself where list or code are unknown. */
  descendantsOf(system: string, code: string): Promise<readonly string[]>;
  /** A code and all above it, for `:above`; only the code itself where list or code are unknown. */
  ancestorsOf(system: string, code: string): Promise<readonly string[]>;
}

const mostKept = 300;
const deepest = 12;

/** Joins sources; those further on go before earlier ones where both have a URL. */
export function createTerminology(sources: readonly TerminologySource[]): Terminology {
  const source: TerminologySource = {
    codeSystems: sources.flatMap((one) => one.codeSystems),
    valueSets: sources.flatMap((one) => one.valueSets),
    conceptMaps: sources.flatMap((one) => one.conceptMaps),
  };
  const systems = Map.groupBy(source.codeSystems, (one) => one.url);
  const sets = Map.groupBy(source.valueSets, (one) => one.url);
  const maps = Map.groupBy(source.conceptMaps, (one) => one.url);
  const wholeSystem = new Map(source.codeSystems.map((one) => [one.valueSet, one]));
  const kept = new Map<ValueSetEntry, Promise<CodeSet>>();
  const implied = new Map<CodeSystemEntry, ValueSetEntry>();

  const valueSet = (canonical: string, version?: string): ValueSetEntry | undefined => {
    const found = choose(sets, canonical, version);
    if (found !== undefined) return found;
    const whole = wholeSystem.get(urlOf(canonical));
    if (whole === undefined || (version ?? versionOf(canonical) ?? whole.version) !== whole.version)
      return undefined;
    let entry = implied.get(whole);
    if (entry === undefined) implied.set(whole, (entry = setOfWhole(whole, urlOf(canonical))));
    return entry;
  };
  const tableOf = async (system: string, version?: string): Promise<CodeTable | undefined> =>
    await choose(systems, system, version)?.open();
  const contextOf = (path: readonly ValueSetEntry[]): ExpandContext => ({
    tableOf,
    setOf: (canonical) => expandNamed(canonical, undefined, path),
  });
  const expandNamed = async (
    canonical: string,
    version: string | undefined,
    path: readonly ValueSetEntry[],
  ): Promise<CodeSet> => {
    const entry = valueSet(canonical, version);
    if (entry === undefined)
      throw canonical.startsWith('http://snomed.info/sct')
        ? lockedValueSet(canonical, 'http://snomed.info/sct')
        : unknownValueSet(version === undefined ? canonical : `${canonical}|${version}`);
    if (entry.locked !== undefined) throw lockedValueSet(entry.url, entry.locked);
    if (path.includes(entry) || path.length > deepest) throw new AppError('terminology.circle');
    const known = kept.get(entry);
    if (known !== undefined) return known;
    const set = entry.open().then((compose) => expandCompose(compose, contextOf([...path, entry])));
    // A set that is being worked out is not handed to those inside it: a circle would wait for itself for ever.
    const done = await set;
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
    kept.set(entry, Promise.resolve(done));
    return done;
  };
  const table = async (system: string, version?: string): Promise<CodeTable> => {
    const found = await tableOf(system, version);
    if (found === undefined) throw unknownSystem(system, version);
    return found;
  };
  const walk = async (
    system: string,
    code: string,
    reach: (table: CodeTable, at: number) => Set<number>,
  ): Promise<readonly string[]> => {
    const found = await tableOf(system);
    const at = found?.find(code) ?? -1;
    return found === undefined || at < 0 ? [code] : [...reach(found, at)].map((one) => found.code(one));
  };
  return {
    source,
    codeSystem: (canonical, version) => choose(systems, canonical, version),
    valueSet,
    conceptMap: (canonical, version) => choose(maps, canonical, version),
    table,
    expand: (canonical, version) => expandNamed(canonical, version, []),
    expandCompose: (compose) => expandCompose(compose, contextOf([])),
    async expandCodes(canonical) {
      const set = await expandNamed(canonical, undefined, []);
      return set.parts.map(({ table: one, members }) => ({
        system: one.system,
        codes: [...members].map((at) => one.code(at)),
      }));
    },
    async isA(system, code, ancestor) {
      const found = await table(system);
      const [at, top] = [found.find(code), found.find(ancestor)];
      return at >= 0 && top >= 0 && isAbove(found, top, at);
    },
    descendantsOf: (system, code) => walk(system, code, below),
    ancestorsOf: (system, code) => walk(system, code, above),
  };
}

function urlOf(canonical: string): string {
  const bar = canonical.indexOf('|');
  return bar < 0 ? canonical : canonical.slice(0, bar);
}

function versionOf(canonical: string): string | undefined {
  const bar = canonical.indexOf('|');
  return bar < 0 ? undefined : canonical.slice(bar + 1);
}

/** The version asked for, or the last active one. */
function choose<T extends { readonly version?: string; readonly status: string }>(
  entries: ReadonlyMap<string, readonly T[]>,
  canonical: string,
  version: string | undefined,
): T | undefined {
  const found = entries.get(urlOf(canonical));
  const wanted = version ?? versionOf(canonical);
  if (found === undefined || wanted !== undefined) return found?.findLast((one) => one.version === wanted);
  return found.findLast((one) => one.status === 'active') ?? found.at(-1);
}

function setOfWhole(system: CodeSystemEntry, url: string): ValueSetEntry {
  const { id, version, name, title, status } = system;
  const include = [{ system: system.url, ...(version !== undefined && { version }) }];
  return {
    id,
    url,
    name,
    title,
    status,
    ...(version !== undefined && { version }),
    open: () => Promise.resolve({ include }),
  };
}
