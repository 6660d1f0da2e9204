import { payloadOf, payloadOfBundle } from '../domain/canonical-json.ts';
import { AmbiguousJson, parseStrict } from '../domain/strict-json.ts';
import { readJws, unreadable } from '../fhir/read-jws.ts';
import { practitionerOf } from '../authority/subject.ts';
import type { Fault, FoundSignature } from './verdict.ts';

interface FhirSignature {
  readonly who?: { readonly reference?: unknown };
  readonly data?: unknown;
}

interface Readable {
  readonly resourceType?: unknown;
  readonly target?: readonly { readonly reference?: unknown }[];
  readonly signature?: readonly FhirSignature[] | FhirSignature;
}

/** Finds the text of one version by 'Type/id/_history/n'; undefined where it is not at hand. */
export type VersionFinder = (reference: string) => string | undefined;

const mostSignatures = 20;

/** Every signature of a Provenance, over the versions that it names. */
export function readProvenance(text: string, versionOf: VersionFinder): FoundSignature[] {
  try {
    parseStrict(text);
  } catch {
    return [unreadable('fhir', 'ambiguous')];
  }
  const provenance = JSON.parse(text) as Readable;
  const targets = (provenance.target ?? []).map(({ reference }) => String(reference));
  const signatures = [provenance.signature ?? []].flat().slice(0, mostSignatures);
  const versions = targets.map(versionOf);
  return signatures.map((signature) => {
    if (versions.includes(undefined)) return { ...unreadable('fhir', 'not-whole'), targets };
    return readOne(signature, () => payloadOf(versions as string[]), targets);
  });
}

/** The signature of a Bundle over its own content. */
export function readSignedBundle(text: string): FoundSignature[] {
  let payload: string;
  try {
    payload = payloadOfBundle(text);
  } catch {
    return [unreadable('fhir', 'ambiguous')];
  }
  const { signature } = JSON.parse(text) as Readable;
  return [signature ?? []]
    .flat()
    .slice(0, 1)
    .map((one) => readOne(one, () => payload, undefined));
}

function readOne(
  signature: FhirSignature,
  payload: () => string,
  targets: readonly string[] | undefined,
): FoundSignature {
  if (typeof signature.data !== 'string') return unreadable('fhir');
  let bytes: string;
  try {
    bytes = payload();
  } catch (error) {
    if (error instanceof AmbiguousJson) return unreadable('fhir', 'ambiguous');
    throw error;
  }
  const found = readJws(Buffer.from(signature.data, 'base64').toString(), bytes, targets);
  const said = signature.who?.reference;
  const { practitioner } = practitionerOf(found.certificate);
  const isOther = typeof said === 'string' && practitioner !== undefined && said !== practitioner;
  const more: Fault[] = isOther ? ['other-signer'] : [];
  return { ...found, faults: [...found.faults, ...more] };
}
