/** Code lists whose codes tell by themselves what a line is about. */
export type CodeClass = 'icd10' | 'loinc' | 'atc' | 'snomed' | 'label';

/** Codes of a list that begin so make a line sensitive. */
export interface CodeRule {
  readonly kind: CodeClass;
  readonly begins: readonly string[];
  readonly bits: number;
}

const [hiv, mental, reproductive, violence, genetic, restricted] = [1, 2, 4, 8, 16, 32] as const;

/**
 * Which codes are sensitive. That these five kinds of data are so is law; which codes belong to them is an own rule, verify.
 * @source Law 91/2025/QH15 (health, sexual life and genetic data are sensitive); Law 64/2006/QH11 on HIV (confidentiality of HIV status)
 */
export const codeRules: readonly CodeRule[] = [
  // HIV disease, exposure to it, its screening, HIV positive without symptoms, and an inconclusive test.
  {
    kind: 'icd10',
    begins: ['B20', 'B21', 'B22', 'B23', 'B24', 'F02.4', 'O98.7', 'R75', 'Z20.6', 'Z21'],
    bits: hiv,
  },
  { kind: 'icd10', begins: ['Z11.4', 'Z71.7', 'Z83.0'], bits: hiv },
  {
    kind: 'loinc',
    begins: ['75622-1', '56888-1', '20447-9', '25836-8', '68961-2', '7917-8', '55277-8'],
    bits: hiv,
  },
  { kind: 'atc', begins: ['J05AR', 'J05AE'], bits: hiv },
  { kind: 'snomed', begins: ['86406008', '62479008'], bits: hiv },
  // Mental and behavioural disorders, self-harm, and scales for depression and anxiety.
  { kind: 'icd10', begins: ['F', 'X6', 'X7', 'X80', 'X81', 'X82', 'X83', 'X84', 'Z91.5'], bits: mental },
  { kind: 'loinc', begins: ['44249-1', '55758-7', '70274-6', '69737-5'], bits: mental },
  { kind: 'atc', begins: ['N05A', 'N06A'], bits: mental },
  // Contraception, abortion, infertility, infections passed on by sex, unwanted pregnancy.
  {
    kind: 'icd10',
    begins: ['Z30', 'Z31', 'Z64.0', 'N46', 'N97', 'O04', 'O05', 'O06', 'O07'],
    bits: reproductive,
  },
  {
    kind: 'icd10',
    begins: ['A50', 'A51', 'A52', 'A53', 'A54', 'A55', 'A56', 'A57', 'A58', 'A59', 'A60', 'A63', 'A64'],
    bits: reproductive,
  },
  { kind: 'atc', begins: ['G03AA', 'G03AB', 'G03AC', 'G03AD'], bits: reproductive },
  // Sexual abuse, assault and violence at home.
  { kind: 'icd10', begins: ['T74', 'Y05', 'Y06', 'Y07', 'Z61.4', 'Z61.5'], bits: violence },
  // Chromosomes, carriers of a genetic disease, genetic counselling and reports.
  {
    kind: 'icd10',
    begins: ['Q90', 'Q91', 'Q92', 'Q93', 'Q95', 'Q96', 'Q97', 'Q98', 'Q99', 'Z31.5'],
    bits: genetic,
  },
  { kind: 'loinc', begins: ['51969-4', '81247-9'], bits: genetic },
];

/**
 * What a security label on a line says.
 * @source HL7 v3 ActCode (InformationSensitivityPolicy) and v3 Confidentiality
 */
export const labelRules: Readonly<Record<string, number>> = {
  HIV: hiv,
  PSY: mental,
  MH: mental,
  SEX: reproductive,
  STD: reproductive,
  SDV: violence,
  DVD: violence,
  GDIS: genetic,
  R: restricted,
  V: restricted,
};

/** Types of which every line is sensitive. */
export const typeRules: Readonly<Record<string, number>> = { MolecularSequence: genetic };

const classes: readonly (readonly [begin: string, kind: CodeClass])[] = [
  ['http://hl7.org/fhir/sid/icd-10', 'icd10'],
  ['http://loinc.org', 'loinc'],
  ['http://www.whocc.no/atc', 'atc'],
  ['http://snomed.info/sct', 'snomed'],
  ['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'label'],
];
const found = new Map<string, CodeClass | undefined>();
const mostFound = 1000;

/** The class of a code system; undefined where its codes tell nothing sensitive. */
export function classOf(system: string): CodeClass | undefined {
  if (found.has(system)) return found.get(system);
  const kind = classes.find(([begin]) => system.startsWith(begin))?.[1];
  if (found.size < mostFound) found.set(system, kind);
  return kind;
}
