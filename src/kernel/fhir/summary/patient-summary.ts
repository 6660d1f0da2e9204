import type {
  Bundle,
  BundleEntry,
  CompositionSection,
  Composition,
  Patient,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import type { Language } from '../../schema.ts';
import { timeRange } from '../date-range.ts';
import { literalReference, referencesOf } from '../references.ts';
import { paragraph, table } from './narrative.ts';
import { readName, whenOf } from './readable.ts';
import type { Json } from './readable.ts';
import { summarySections } from './sections.ts';
import type { SectionPlan } from './sections.ts';

/** What a summary is made from. */
export interface SummaryInput {
  readonly patient: Patient;
  /** What the reader may see of the patient's record, with the practitioners, medications … that it points to. */
  readonly resources: readonly Resource[];
  /** In whose name the summary is put together. */
  readonly author: Reference;
  readonly custodian?: Reference;
  readonly now: Date;
  /** Base of the absolute addresses of entries, without the last slash. */
  readonly baseUrl: string;
  /** A new UUID for the document. */
  readonly newUuid: () => string;
  readonly language: Language;
}

const loinc = 'http://loinc.org';
const words = {
  title: { vi: 'Tóm tắt hồ sơ sức khoẻ', en: 'International Patient Summary' },
  nothing: { vi: 'Không có thông tin trong hồ sơ.', en: 'No information in the record.' },
  unavailable: { vi: 'Không có thông tin', en: 'Unavailable' },
};

const newestFirst = (a: Json, b: Json): number => timeOf(b) - timeOf(a);
const timeOf = (resource: Json): number => timeRange(whenOf(resource))?.lo ?? -Infinity;

/**
 * The International Patient Summary of one person: a document Bundle whose Composition holds the sections that matter in an
 * unexpected visit. Pure: what is shown is chosen from the resources given, newest first, one record per thing; a required
 * section without content says so and why. Entered-in-error and refuted records are left out.
 * @source HL7 FHIR International Patient Summary, Composition and Bundle profiles
 */
export function patientSummary(input: SummaryInput): Bundle {
  const { patient, now, baseUrl, language } = input;
  const chosen = summarySections.map((plan) => ({ plan, found: choose(plan, input.resources) }));
  const shown = chosen.flatMap(({ found }) => found);
  const composition = compose(input, chosen);
  const supporting = supportFor([composition, patient, ...shown], input);
  const entries = [...new Set<Resource>([patient, ...shown, ...supporting])];
  const entry: BundleEntry[] = [
    { fullUrl: `urn:uuid:${composition.id}`, resource: composition },
    ...entries.map((resource) => ({ fullUrl: addressOf(baseUrl, resource), resource })),
  ];
  return {
    resourceType: 'Bundle',
    language,
    identifier: { system: 'urn:ietf:rfc3986', value: `urn:uuid:${input.newUuid()}` },
    type: 'document',
    timestamp: now.toISOString(),
    entry,
  };
}

const addressOf = (baseUrl: string, { resourceType, id }: Resource): string =>
  `${baseUrl}/${resourceType}/${id}`;

function choose(plan: SectionPlan, resources: readonly Resource[]): Resource[] {
  const taken = resources
    .filter((one) => plan.takes(one as unknown as Json))
    .toSorted((a, b) => newestFirst(a as unknown as Json, b as unknown as Json));
  const seen = new Set<string>();
  return taken.filter((one) => {
    const thing = plan.newestOf?.(one as unknown as Json);
    if (thing === undefined) return true;
    const first = !seen.has(thing);
    seen.add(thing);
    return first;
  });
}

function compose(
  input: SummaryInput,
  chosen: readonly { plan: SectionPlan; found: Resource[] }[],
): Composition {
  const { language, now, patient } = input;
  return {
    resourceType: 'Composition',
    id: input.newUuid(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    language,
    text: paragraph(`${words.title[language]}: ${readName(patient as unknown as Json)}`),
    status: 'final',
    type: { coding: [{ system: loinc, code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: `Patient/${patient.id}` },
    date: now.toISOString(),
    author: [input.author as NonNullable<Composition['author']>[number]],
    title: words.title[language],
    ...(input.custodian !== undefined && {
      custodian: input.custodian as NonNullable<Composition['custodian']>,
    }),
    section: chosen
      .filter(({ plan, found }) => plan.required || found.length > 0)
      .map(({ plan, found }) => section(plan, found, language)),
  };
}

function section(plan: SectionPlan, found: readonly Resource[], language: Language): CompositionSection {
  const common = {
    title: plan.title[language],
    code: { coding: [{ system: loinc, code: plan.loinc, display: plan.display }] },
  };
  if (found.length === 0) {
    return {
      ...common,
      text: paragraph(words.nothing[language]),
      emptyReason: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
            code: 'unavailable',
            display: 'Unavailable',
          },
        ],
        text: words.unavailable[language],
      },
    };
  }
  const head = plan.head.map((title) => title[language]);
  return {
    ...common,
    text: table(
      head,
      found.map((one) => plan.row(one as unknown as Json)),
    ),
    entry: found.map(({ resourceType, id }) => ({ reference: `${resourceType}/${id}` })),
  };
}

/** What the shown resources point to, and what those point to, as far as it was given. A document must hold what it cites. */
function supportFor(from: readonly Resource[], input: SummaryInput): Resource[] {
  const known = new Map(input.resources.map((one) => [`${one.resourceType}/${one.id}`, one]));
  const found = new Set<Resource>();
  const waiting = [...from];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const { reference } of referencesOf(one)) {
      const parsed = literalReference(reference);
      const target = parsed === undefined ? undefined : known.get(`${parsed.type}/${parsed.id}`);
      // An encounter or a report leads on to most of the record: it is cited, not carried along.
      if (target === undefined || found.has(target) || !supports.has(target.resourceType)) continue;
      found.add(target);
      waiting.push(target);
    }
  }
  return [...found];
}

const supports: ReadonlySet<string> = new Set([
  'Medication',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Device',
  'Specimen',
  'RelatedPerson',
]);
