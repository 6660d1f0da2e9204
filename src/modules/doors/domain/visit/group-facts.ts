import type { DiagnosticReport } from '@medplum/fhirtypes';
import { contradict, factKeys, textsAgree } from './same-fact.ts';
import type { Statement } from './statement.ts';

/** Statements of both doors that say one and the same; claims first. */
export type Fact = readonly Statement[];

/**
 * Joins what both doors said of one visit, where it is certain: any number of diagnoses with the same code; one result with one result and one
 * order with one order, and only where neither could be meant by another. What is not joined stays a fact of its own. Reports are left
 * out: `groupReports` joins them once it is known where their results stand. Pure; the order of the statements does not matter.
 */
export function groupFacts(statements: readonly Statement[]): Fact[] {
  const facts: Fact[] = [];
  for (const ofType of Map.groupBy(statements, ({ resource }) => resource.resourceType).values())
    facts.push(...groupOfType(ofType));
  return facts;
}

function groupOfType(statements: readonly Statement[]): Fact[] {
  if (statements[0]?.resource.resourceType === 'Condition') return groupDiagnoses(statements);
  const partners = partnersOf(statements);
  const taken = new Set<Statement>();
  const facts: Fact[] = [];
  for (const claim of statements) {
    const [message, ...more] = partners.get(claim) ?? [];
    if (claim.door !== 'insurance' || message === undefined || more.length > 0) continue;
    if ((partners.get(message)?.size ?? 0) > 1) continue;
    facts.push([claim, message]);
    taken.add(claim).add(message);
  }
  return [...facts, ...statements.filter((one) => !taken.has(one)).map((one) => [one])];
}

/** One visit has an illness once, however often both doors write it down; what one door alone repeats stays as that door tells it. */
function groupDiagnoses(statements: readonly Statement[]): Fact[] {
  const byCode = Map.groupBy(statements, (one) => factKeys(one.resource)[0] ?? one);
  return [...byCode.values()].flatMap((same): Fact[] => {
    const claims = same.filter(({ door }) => door === 'insurance');
    const messages = same.filter(({ door }) => door === 'hl7v2');
    return claims.length > 0 && messages.length > 0 ? [[...claims, ...messages]] : same.map((one) => [one]);
  });
}

/** A key that so many lines share tells none of them apart. */
const MOST_OF_A_KEY = 20;

/** Who could be meant by whom, both ways. */
function partnersOf(statements: readonly Statement[]): Map<Statement, Set<Statement>> {
  const byKey = new Map<string, Statement[]>();
  for (const one of statements)
    for (const key of factKeys(one.resource)) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [one]);
      else list.push(one);
    }
  const partners = new Map<Statement, Set<Statement>>(statements.map((one) => [one, new Set()]));
  for (const same of byKey.values()) {
    if (same.length > MOST_OF_A_KEY) continue;
    const messages = same.filter(({ door }) => door === 'hl7v2');
    for (const claim of same.filter(({ door }) => door === 'insurance'))
      for (const message of messages) {
        if (contradict(claim.resource, message.resource)) continue;
        partners.get(claim)!.add(message);
        partners.get(message)!.add(claim);
      }
  }
  return partners;
}

/**
 * Joins reports. A claim's report whose results all stand in exactly one report of a message says nothing of its own; several of them may
 * stand in one (a claim has a report for each service, an analyser one for all). Reports without results are joined by their text.
 */
export function groupReports(
  statements: readonly Statement[],
  placeOf: (reference: string) => string,
): Fact[] {
  const results = (one: Statement) =>
    ((one.resource as DiagnosticReport).result ?? []).map(({ reference }) => placeOf(reference ?? ''));
  const [withResults, without] = [true, false].map((has) =>
    statements.filter((one) => results(one).length > 0 === has),
  );
  const messages = withResults!.filter(({ door }) => door === 'hl7v2');
  const holding = messages.map((one) => [one, new Set(results(one))] as const);
  const joined = new Map<Statement, Statement[]>(messages.map((one) => [one, []]));
  const alone: Fact[] = [];
  for (const claim of withResults!.filter(({ door }) => door === 'insurance')) {
    const wanted = results(claim);
    const holders = holding.filter(([, has]) => wanted.every((place) => has.has(place)));
    const holder = holders.length === 1 ? holders[0]![0] : undefined;
    if (
      holder !== undefined &&
      textsAgree(claim.resource as DiagnosticReport, holder.resource as DiagnosticReport)
    )
      joined.get(holder)!.push(claim);
    else alone.push([claim]);
  }
  const facts = [...joined].map(([message, claims]) => [...claims, message]);
  return [...facts, ...alone, ...groupOfType(without!)];
}
