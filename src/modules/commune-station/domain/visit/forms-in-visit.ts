import type {
  Observation,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  Resource,
} from '@medplum/fhirtypes';
import { carryAnswers } from '#kernel/fhir/questionnaire/carry-answers.ts';
import type { Answer, Form, FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { pathEngine } from '#kernel/fhir/questionnaire/path-engine.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { openResponse } from '#kernel/fhir/questionnaire/response.ts';
import { settle } from '#kernel/fhir/questionnaire/settle.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { doseWords, drugWords } from '#modules/outpatient/api.ts';
import type { VisitDraft } from './visit-draft.ts';

/** Which signs the visit's own screen asks for, in the order in which they are measured. */
export const askedSigns = ['8480-6', '8462-4', '8867-4', '8310-5', '9279-1', '29463-7', '8302-2', '14743-9'];

/** A form that was filled in within a visit, as it is kept with the visit's draft. */
export interface FilledForm {
  readonly slug: string;
  /** As it is published, with every question. */
  readonly questionnaire: Questionnaire;
  readonly response: QuestionnaireResponse;
}

const payers = { insured: 'insured', paid: 'fee', free: 'free' } as const;

/** Questions that the visit's screen asks, by their names in the forms, and what they are answered with. Undefined: nothing was said. */
const askedByVisit: Readonly<Record<string, (draft: VisitDraft, item: FormItem) => Answer | undefined>> = {
  reason: ({ reason }) => words(reason),
  'exam-general': ({ examination }) => words(examination),
  diagnosis: ({ diagnoses: [first] }) =>
    first && { valueCoding: { system: codeSystem.icd10, code: first.code, display: first.name } },
  'diagnosis-secondary': () => undefined,
  payer: ({ payment }, item) =>
    item.options.find(({ answer }) => answer.valueCoding?.code === payers[payment])?.answer,
  treatment: ({ medicines, procedures }) =>
    words([...medicines.map((one) => `${drugWords(one)}: ${doseWords(one)}`), ...procedures].join('; ')),
  'next-visit': ({ next }) => (next === undefined ? undefined : { valueDate: next }),
  referred: ({ referral }) => (referral === undefined ? undefined : { valueBoolean: true }),
};
/** Groups that are asked by the screen as a whole. */
const groupsOfVisit = new Set(['diagnosis-principal', 'diagnoses-secondary']);

const words = (text: string): Answer | undefined =>
  text.trim() === '' ? undefined : { valueString: text.trim() };

/** Whether the visit's screen asks this question, so that no form asks it again. */
export function isAskedByVisit(item: Pick<FormItem, 'linkId' | 'codes'>): boolean {
  return (
    Object.hasOwn(askedByVisit, item.linkId) || groupsOfVisit.has(item.linkId) || signOf(item) !== undefined
  );
}

function signOf({ codes }: Pick<FormItem, 'codes'>): string | undefined {
  return codes.find(({ system, code }) => system === codeSystem.loinc && askedSigns.includes(code ?? ''))
    ?.code;
}

/** What the visit has said already, by the names of a form's questions. */
export function saidByVisit(form: Form, draft: VisitDraft): ReadonlyMap<string, readonly Answer[]> {
  const said = new Map<string, readonly Answer[]>();
  for (const item of form.byLinkId.values()) {
    const loinc = signOf(item);
    const answer =
      loinc === undefined ? askedByVisit[item.linkId]?.(draft, item) : signAnswer(item, draft, loinc);
    if (answer !== undefined) said.set(item.linkId, [answer]);
  }
  return said;
}

function signAnswer({ type, unit }: FormItem, { signs }: VisitDraft, loinc: string): Answer | undefined {
  const value = signs.find((one) => one.loinc === loinc)?.value;
  if (value === undefined) return undefined;
  if (type === 'integer') return Number.isInteger(value) ? { valueInteger: value } : undefined;
  if (type !== 'quantity') return { valueDecimal: value };
  const { system, code, display } = unit ?? {};
  return {
    valueQuantity: {
      value,
      ...(display !== undefined && { unit: display }),
      ...(system !== undefined && { system }),
      ...(code !== undefined && { code }),
    },
  };
}

/** The form as a visit shows it: what the visit's own screen asks is there for calculations and not asked again. */
export function formInVisit(questionnaire: Questionnaire): Questionnaire {
  const form = readForm(questionnaire);
  const hide = (item: QuestionnaireItem): QuestionnaireItem => {
    const known = form.byLinkId.get(item.linkId);
    const below = item.item?.map(hide);
    const isAsked = known !== undefined && isAskedByVisit(known);
    const isEmpty = item.type === 'group' && below !== undefined && below.every(isHidden);
    if (!isAsked && !isEmpty) return { ...item, ...(below && { item: below }) };
    return {
      ...item,
      ...(below && { item: below }),
      extension: [
        ...(item.extension ?? []).filter(({ url }) => url !== formUrls.hidden),
        { url: formUrls.hidden, valueBoolean: true },
      ],
    };
  };
  return { ...questionnaire, item: (questionnaire.item ?? []).map(hide) };
}

const isHidden = ({ extension = [] }: QuestionnaireItem): boolean =>
  extension.some(({ url, valueBoolean }) => url === formUrls.hidden && valueBoolean === true);

/** Who fills in, and how ids are drawn. */
export interface FormDesk {
  readonly visitId: string;
  readonly patient: Resource;
  readonly now: string;
  readonly newId: () => string;
}

/** The answers as they are kept: whole, with what the visit said when it was saved in the place of what it said when the form was opened. */
export function answersOfVisit(
  { questionnaire, response }: FilledForm,
  draft: VisitDraft,
  desk: FormDesk,
): QuestionnaireResponse {
  const form = readForm(questionnaire);
  const { state } = openResponse(form, { ...response, item: withoutAsked(response.item ?? [], form) });
  const carried = carryAnswers(form, state, saidByVisit(form, draft));
  const context = {
    variables: { patient: desk.patient },
    head: {
      subject: { reference: `Patient/${draft.patientId}` },
      encounter: { reference: `Encounter/${desk.visitId}` },
    },
    now: desk.now,
    engine: pathEngine(),
  };
  return {
    ...settle(form, carried, context).response,
    id: desk.newId(),
    status: 'completed',
    authored: desk.now,
  };
}

function withoutAsked(items: readonly QuestionnaireResponseItem[], form: Form): QuestionnaireResponseItem[] {
  return items.flatMap((one): QuestionnaireResponseItem[] => {
    const known = form.byLinkId.get(one.linkId);
    if (known !== undefined && isAskedByVisit(known)) return [];
    return [{ ...one, ...(one.item && { item: withoutAsked(one.item, form) }) }];
  });
}

/** What a form of a visit becomes in the record: its answers, and what they mean, except what the visit itself writes. */
export async function resourcesOfForm(
  filled: FilledForm,
  draft: VisitDraft,
  desk: FormDesk,
): Promise<Resource[]> {
  const response = answersOfVisit(filled, draft, desk);
  const { extractHere } = await import('#kernel/fhir/questionnaire/extract-here.ts');
  const { bundle } = await extractHere(filled.questionnaire, response, () => `urn:uuid:${desk.newId()}`, {
    patient: desk.patient,
  });
  const extracted = (bundle.entry ?? []).flatMap(({ resource, fullUrl }): Resource[] => {
    if (resource === undefined || isOfVisit(resource, draft)) return [];
    const id = fullUrl?.replace('urn:uuid:', '') ?? desk.newId();
    return [
      {
        ...resource,
        id,
        ...(withEncounter.has(resource.resourceType) && {
          encounter: { reference: `Encounter/${desk.visitId}` },
        }),
        ...(resource.resourceType === 'Observation' && {
          derivedFrom: [{ reference: `QuestionnaireResponse/${response.id!}` }],
        }),
      } as Resource,
    ];
  });
  return [response, ...extracted];
}

const withEncounter: ReadonlySet<string> = new Set([
  'Observation',
  'Condition',
  'Procedure',
  'AllergyIntolerance',
]);

/** True for what the visit's own transaction says already: a sign that it asks for, one of its diagnoses, how it ended. */
function isOfVisit(resource: Resource, draft: VisitDraft): boolean {
  if (resource.resourceType === 'Observation')
    return isAskedByVisit({ linkId: itemOf(resource), codes: resource.code.coding ?? [] });
  if (resource.resourceType !== 'Condition') return false;
  return (resource.code?.coding ?? []).some(({ code }) => draft.diagnoses.some((one) => one.code === code));
}

/** The name of the question that an Observation answers, where its code is our own. */
const itemOf = ({ code }: Observation): string =>
  code.coding?.find(({ system }) => system === 'urn:sen:form-item')?.code ?? '';
