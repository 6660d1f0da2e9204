import type { CodeableConcept } from '@medplum/fhirtypes';

/** Codings of both, each system and code once; the words of the first. */
export function uniteConcepts(
  first: CodeableConcept | undefined,
  second: CodeableConcept | undefined,
): CodeableConcept | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const known = new Set((first.coding ?? []).map(({ system, code }) => `${system}|${code}`));
  const more = (second.coding ?? []).filter(({ system, code }) => !known.has(`${system}|${code}`));
  const coding = [...(first.coding ?? []), ...more];
  return { ...second, ...first, ...(coding.length === 0 ? {} : { coding }) };
}

/** The concepts of both under one name, the first one's in front; two with the same words are one, with the codes of both. */
export function unionOfConcepts<R extends object, const Name extends keyof R>(
  name: Name,
  first: R,
  second: R,
): Partial<Pick<R, Name>> {
  const found = new Map<string, CodeableConcept>();
  for (const item of [first[name], second[name]].flatMap((list) => (list ?? []) as CodeableConcept[])) {
    const key = item.text?.normalize('NFC').trim() ?? JSON.stringify(item);
    found.set(key, uniteConcepts(found.get(key), item) ?? item);
  }
  return (found.size === 0 ? {} : { [name]: [...found.values()] }) as Partial<Pick<R, Name>>;
}
