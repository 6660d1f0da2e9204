import { notifiableOf } from '../terminology/notifiable.ts';
import { classOf, codeRules, labelRules, typeRules, type CodeClass } from './sensitivity-rules.ts';

/**
 * What a line of a record tells that asks for more than care to be seen, as bits of one small number: HIV, mental health, reproductive
 * health, sexual and domestic violence, genetics, and what was labelled restricted. The last bit is of another kind: a disease that the law
 * has reported.
 */
export const sensitivity = {
  hiv: 1,
  mental: 2,
  reproductive: 4,
  violence: 8,
  genetic: 16,
  restricted: 32,
  notifiable: 64,
} as const;

/** All bits that close a line to those who have no stronger reason. */
export const sensitiveBits = 63;

type Json = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/** The bits of one resource, from its type, its codes wherever they stand in it, and its labels. Pure, microseconds. */
export function sensitivityOf(resource: Json): number {
  return (typeRules[resource.resourceType] ?? 0) | bitsIn(resource) | labelBits(resource);
}

/** The bits that a security label stands for; 0 for one that is not known. */
export function bitsOfLabel(code: string): number {
  return labelRules[code] ?? 0;
}

/**
 * True for a person whose record colleagues may not open without a reason: somebody well known, or who works at the facility herself.
 */
export function isGuarded(patient: Json): boolean {
  return labelsOf(patient).some((code) => code === 'V' || code === 'CEL' || code === 'EMP');
}

/** A person's own line names her to whoever treats her; that it is very restricted guards the whole record instead. */
function labelBits(resource: Json): number {
  if (resource.resourceType === 'Patient') return 0;
  return labelsOf(resource).reduce((bits, code) => bits | bitsOfLabel(code), 0);
}

function labelsOf({ meta }: Json): string[] {
  const { security } = (meta ?? {}) as { readonly security?: unknown };
  if (!Array.isArray(security)) return [];
  return security.flatMap((label: { readonly code?: unknown } | null) =>
    typeof label?.code === 'string' ? [label.code] : [],
  );
}

function bitsIn(value: object): number {
  let bits = 0;
  const { system, code } = value as { readonly system?: unknown; readonly code?: unknown };
  if (typeof system === 'string' && typeof code === 'string') bits |= bitsOfCode(system, code);
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    if (typeof part === 'object' && part !== null) bits |= bitsIn(part);
  }
  return bits;
}

const known = new Map<string, number>();
const mostKnown = 20_000;

function bitsOfCode(system: string, code: string): number {
  const kind = classOf(system);
  if (kind === undefined) return 0;
  const name = `${kind} ${code}`;
  let bits = known.get(name);
  if (bits === undefined) {
    bits = findBits(kind, code.toUpperCase());
    if (known.size < mostKnown) known.set(name, bits);
  }
  return bits;
}

function findBits(kind: CodeClass, code: string): number {
  // How confidential a line is stands in its own labels; elsewhere the same letters say other things.
  if (kind === 'label') return bitsOfLabel(code) & ~sensitivity.restricted;
  const bits = codeRules
    .filter((rule) => rule.kind === kind && rule.begins.some((begin) => code.startsWith(begin)))
    .reduce((sum, rule) => sum | rule.bits, 0);
  return kind === 'icd10' && notifiableOf(code) !== undefined ? bits | sensitivity.notifiable : bits;
}
