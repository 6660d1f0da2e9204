import type { RelatedPerson } from '@medplum/fhirtypes';
import type { TieKind } from './person-contract.ts';

const roleCodes = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

/** HL7 role codes of the kinds, the one that is written first. */
const codes: Readonly<Record<TieKind, readonly string[]>> = {
  mother: ['MTH', 'NMTH', 'ADOPTM'],
  father: ['FTH', 'NFTH', 'ADOPTF'],
  guardian: ['GUARD'],
  carer: ['HPOWATT', 'POWATT', 'DPOWATT'],
  spouse: ['SPS', 'HUSB', 'WIFE'],
  child: ['CHILD', 'SON', 'DAU', 'NCHILD'],
  relative: ['FAMMEMB'],
  executor: ['EXCEST'],
};

/** Kinds that open somebody's record to another person by themselves: only with a paper that shows it. */
const opening: ReadonlySet<TieKind> = new Set(['guardian', 'carer', 'executor']);

/** The coding of a kind. */
export function tieConcept(kind: TieKind): NonNullable<RelatedPerson['relationship']>[number] {
  return { coding: [{ system: roleCodes, code: codes[kind][0]! }] };
}

/** What kind a RelatedPerson is; undefined where it says none of them. */
export function kindOfTie({ relationship }: RelatedPerson): TieKind | undefined {
  const said = (relationship ?? []).flatMap(({ coding }) => coding ?? []).map(({ code }) => code);
  return (Object.keys(codes) as TieKind[]).find((kind) => codes[kind].some((code) => said.includes(code)));
}

const adultAge = 18;

/**
 * What is missing before somebody may be named: the paper of whoever speaks for another, and the last day of whoever speaks for an adult,
 * since that is for a time only.
 * @param birthDate of whom is spoken for
 * @param today 'YYYY-MM-DD'
 * @source Civil Code 91/2015/QH13 Art. 46-51, 136 (guardians), 609-659 (estate); that a paper must lie beside it is an own rule, verify
 */
export function lacksForTie(
  given: { readonly kind: TieKind; readonly to?: string | undefined; readonly paperId?: string | undefined },
  birthDate: string | undefined,
  today: string,
): 'registry.paper-needed' | 'registry.tie-needs-end' | undefined {
  const { kind, to, paperId } = given;
  if (opening.has(kind) && paperId === undefined) return 'registry.paper-needed';
  const speaksForAdult = kind === 'carer' || (kind === 'guardian' && isAdult(birthDate, today));
  return speaksForAdult && to === undefined ? 'registry.tie-needs-end' : undefined;
}

/** Of age on a day; who of whom no birthday is known counts as of age. */
function isAdult(birthDate: string | undefined, today: string): boolean {
  if (birthDate === undefined) return true;
  const whole = `${birthDate}-01-01`.slice(0, 10);
  return `${Number(whole.slice(0, 4)) + adultAge}${whole.slice(4)}` <= today;
}
