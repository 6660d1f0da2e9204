import type { Resource } from '@medplum/fhirtypes';
import { parseKeepingDigits } from '../../fhir-files/keep-digits.ts';
import { groupFacts, groupReports, type Fact } from './group-facts.ts';
import { isVoid, type Statement, type VisitLines } from './statement.ts';
import { unite } from './unite.ts';

/** What a visit looks like in the record, and where each statement stands in it. */
export interface Reconciled {
  readonly lines: VisitLines;
  /** The same statements, each with its place. */
  readonly statements: readonly Statement[];
}

/**
 * Works out the lines of one visit from all that both doors say of it now. Pure, and a function of what is said, not of who spoke first;
 * only the ids remember that: a fact keeps the place where it first stood for as long as anybody states it.
 */
export function reconcile(statements: readonly Statement[]): Reconciled {
  // By name, so that the order in which they come decides nothing.
  const sorted = statements.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const voids = sorted.filter(({ resource }) => isVoid(resource));
  const live = forgetVoids(
    sorted.filter(({ resource }) => !isVoid(resource)),
    voids,
  );
  const isReport = ({ resource }: Statement) => resource.resourceType === 'DiagnosticReport';
  const places = new Places(live);
  const facts = groupFacts(live.filter((one) => !isReport(one)));
  places.settle(facts);
  const reports = groupReports(live.filter(isReport), (reference) => places.of(reference));
  places.settle(reports);
  for (const one of voids) places.remember(one);
  const lines = new Map<string, Resource>();
  for (const fact of [...facts, ...reports]) {
    const place = places.of(keyOf(fact[0]!));
    const told = fact.map((one) => ({ ...one, resource: places.rewrite(one.resource) }));
    lines.set(place, { ...unite(told), id: idOf(place) } as Resource);
  }
  for (const { place, resource } of voids)
    if (place !== undefined && !lines.has(place))
      lines.set(place, { ...places.rewrite(resource), id: idOf(place) } as Resource);
  return {
    lines,
    statements: statements.map((one) => {
      const place = places.find(keyOf(one));
      return place === undefined || place === one.place ? one : { ...one, place };
    }),
  };
}

/** A visit does not list the diagnoses, nor a report the results, that its own door took back. */
function forgetVoids(live: readonly Statement[], voids: readonly Statement[]): Statement[] {
  if (voids.length === 0) return [...live];
  const isBack = new Set(voids.map(({ reference }) => reference));
  const keep = <T>(list: T[], target: (item: T) => string | undefined): T[] =>
    list.filter((item) => !isBack.has(target(item) ?? ''));
  return live.map((one): Statement => {
    const { resource } = one;
    if (resource.resourceType === 'Encounter' && resource.diagnosis !== undefined) {
      const { diagnosis, ...rest } = resource;
      const kept = keep(diagnosis, ({ condition }) => condition.reference);
      return { ...one, resource: kept.length === 0 ? rest : { ...rest, diagnosis: kept } };
    }
    if (resource.resourceType === 'DiagnosticReport' && resource.result !== undefined) {
      const { result, ...rest } = resource;
      const kept = keep(result, ({ reference }) => reference);
      return { ...one, resource: kept.length === 0 ? rest : { ...rest, result: kept } };
    }
    return one;
  });
}

/** Where the facts stand. */
class Places {
  readonly #owners: ReadonlyMap<string, Statement>;
  readonly #places = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** References that stand elsewhere than under their own name. */
  readonly #moved = new Map<string, string>();

  constructor(live: readonly Statement[]) {
    this.#owners = new Map(live.map((one) => [one.reference, one]));
  }

  /** Joined facts choose first: who stands alone can always stand under its own name. */
  settle(facts: readonly Fact[]): void {
    for (const fact of facts.toSorted((a, b) => b.length - a.length)) {
      const place = this.#choose(fact);
      this.#taken.add(place);
      for (const one of fact) this.#put(one, place);
    }
  }

  /** A line that was taken back still leads to where it stood. */
  remember(one: Statement): void {
    if (one.place !== undefined) this.#put(one, one.place);
  }

  /** By the key of a statement, or by a bare reference. */
  find(key: string): string | undefined {
    return this.#places.get(key);
  }

  of(key: string): string {
    return this.#places.get(key) ?? this.#moved.get(key) ?? key;
  }

  /** Points to where things stand. In JSON text a quotation mark inside a value is escaped, so only references are met. */
  rewrite(resource: Resource): Resource {
    const text = JSON.stringify(resource);
    const next = text.replace(/"reference":"([^"]+)"/g, (whole, reference: string) => {
      const place = this.#moved.get(reference);
      return place === undefined ? whole : `"reference":"${place}"`;
    });
    return next === text ? resource : (parseKeepingDigits(next) as Resource);
  }

  #put(one: Statement, place: string): void {
    this.#places.set(keyOf(one), place);
    if (place !== one.reference) this.#moved.set(one.reference, place);
  }

  #choose(fact: Fact): string {
    const isFree = (place: string | undefined): place is string => {
      if (place === undefined || this.#taken.has(place)) return false;
      const owner = this.#owners.get(place);
      return owner === undefined || fact.includes(owner);
    };
    return fact.map(({ place }) => place).find(isFree) ?? fact[0]!.reference;
  }
}

function keyOf({ door, reference }: Statement): string {
  return `${door} ${reference}`;
}

function idOf(place: string): string {
  return place.slice(place.indexOf('/') + 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What must be written so that the record shows `after` where it showed `before`. */
export function changesBetween(
  before: VisitLines,
  after: VisitLines,
): { readonly writes: readonly Resource[]; readonly gone: readonly Resource[] } {
  const writes = [...after].flatMap(([place, resource]) => {
    const old = before.get(place);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(resource) ? [] : [resource];
  });
  const gone = [...before].flatMap(([place, resource]) => (after.has(place) ? [] : [resource]));
  return { writes, gone };
}
