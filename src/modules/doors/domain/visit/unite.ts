import type { Condition, DiagnosticReport, Observation, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { uniteConcepts, unionOfConcepts } from './unite-concepts.ts';
import { uniteEncounters } from './unite-encounters.ts';
import { union } from './union.ts';
import type { Fact } from './group-facts.ts';

/**
 * One resource from what both doors say of the same fact. The claim is what the facility signed after the visit; the message is what its
 * laboratory or ward wrote while it happened. So, element by element:
 * visit: see `uniteEncounters`; diagnosis and order: the claim, filled up from the message; result and report: the message (reference
 * range, interpretation, specimen, exact time), filled up from the claim. Codes, performers, notes and identifiers of both stay.
 */
export function unite(fact: Fact): Resource {
  return fact.map(({ resource }) => resource).reduceRight((message, claim) => uniteTwo(claim, message));
}

function uniteTwo(claim: Resource, message: Resource): Resource {
  switch (claim.resourceType) {
    case 'Encounter':
      return message.resourceType === 'Encounter' ? uniteEncounters(claim, message) : claim;
    case 'Condition':
      return uniteDiagnoses(claim, message as Condition);
    case 'ServiceRequest':
      return uniteOrders(claim, message as ServiceRequest);
    case 'Observation':
      return uniteResults(claim, message as Observation);
    case 'DiagnosticReport':
      return uniteReports(claim, message as DiagnosticReport);
    default:
      return claim;
  }
}

function uniteDiagnoses(claim: Condition, message: Condition): Condition {
  const code = uniteConcepts(claim.code, message.code);
  return {
    ...message,
    ...claim,
    ...(code === undefined ? {} : { code }),
    ...union('identifier', claim, message),
    ...union('note', claim, message),
  };
}

function uniteOrders(claim: ServiceRequest, message: ServiceRequest): ServiceRequest {
  const code = uniteConcepts(claim.code, message.code);
  return {
    ...message,
    ...claim,
    ...(code === undefined ? {} : { code }),
    ...union('identifier', claim, message),
    ...unionOfConcepts('reasonCode', claim, message),
    ...union('note', claim, message),
  };
}

function uniteResults(claim: Observation, message: Observation): Observation {
  return {
    ...claim,
    ...message,
    code: uniteConcepts(message.code, claim.code) ?? message.code,
    ...union('performer', message, claim),
    ...union('note', message, claim),
  };
}

function uniteReports(claim: DiagnosticReport, message: DiagnosticReport): DiagnosticReport {
  const says = new Set((claim.result ?? []).map(({ reference }) => reference));
  const isWhole = (message.result ?? []).every(({ reference }) => says.has(reference));
  return {
    ...claim,
    ...message,
    // A report for many services is none of them.
    code: isWhole ? (uniteConcepts(message.code, claim.code) ?? message.code) : message.code,
    ...union('category', message, claim),
    ...union('basedOn', message, claim),
    ...union('performer', message, claim),
    ...union('resultsInterpreter', message, claim),
    ...uniteTexts(claim.conclusion, message.conclusion),
  };
}

function uniteTexts(claim: string | undefined, message: string | undefined): { conclusion?: string } {
  const texts = [message, claim].filter((text) => text !== undefined);
  const same = texts.length === 2 && (texts[0]!.includes(texts[1]!) || samePlain(texts[0]!, texts[1]!));
  return texts.length === 0 ? {} : { conclusion: same ? texts[0]! : texts.join('\n') };
}

function samePlain(one: string, other: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(one) === plain(other);
}
