import valueSets from '../generated/value-sets.json' with { type: 'json' };
import type { Bilingual } from '../../schema.ts';
import type { Findings } from './issues.ts';

const sets = valueSets as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
/** Longer lists are named, not spelled out. */
const mostCodesShown = 14;

function sentence(id: string, codes: readonly string[]): Bilingual {
  const shown = codes.length <= mostCodesShown ? codes.join(', ') : `ValueSet ${id}`;
  return { vi: `chỉ nhận mã trong: ${shown}.`, en: `takes only a code of: ${shown}.` };
}

/** Check of a plain code against a required value set; undefined where its codes are not all known. */
export function codeBinding(id: string): ((code: string, findings: Findings) => void) | undefined {
  const systems = sets[id];
  if (systems === undefined) return undefined;
  const codes: ReadonlySet<string> = new Set(Object.values(systems).flat());
  const text = sentence(id, [...codes]);
  return (code, findings) => {
    if (!codes.has(code)) findings.add('code-invalid', text);
  };
}

/**
 * Check of a CodeableConcept (one coding at least) or a Coding against a required value set; undefined for other types and
 * where the codes are not all known.
 */
export function conceptBinding(
  id: string,
  type: string,
): ((value: unknown, findings: Findings) => void) | undefined {
  const systems = sets[id];
  if (systems === undefined || (type !== 'CodeableConcept' && type !== 'Coding')) return undefined;
  const known = new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)]));
  const text = sentence(id, Object.values(systems).flat());
  const holds = (coding: unknown): boolean => {
    const { system, code } = (coding ?? {}) as { system?: unknown; code?: unknown };
    return typeof system === 'string' && typeof code === 'string' && known.get(system)?.has(code) === true;
  };
  return (value, findings) => {
    const codings = type === 'Coding' ? [value] : (value as { coding?: unknown } | null)?.coding;
    if (!Array.isArray(codings) || !codings.some(holds)) findings.add('code-invalid', text);
  };
}
