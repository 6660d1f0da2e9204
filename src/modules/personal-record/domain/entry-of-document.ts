import type {
  CarePlan,
  ClinicalImpression,
  Composition,
  DocumentReference,
  QuestionnaireResponse,
} from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import { conceptText, translationIn, type Reading } from './concept.ts';
import { makeEntry } from './make-entry.ts';
import { referenceName } from './origin.ts';

/** A stored paper. */
export function documentEntry(document: DocumentReference, reading: Reading): Entry | undefined {
  if (document.status === 'superseded') return undefined;
  const attachment = document.content[0]?.attachment;
  const type = conceptText(document.type, reading);
  const title = type || document.description || attachment?.title || '';
  const draft = {
    kind: 'document' as const,
    title,
    at: document.date ?? attachment?.creation ?? document.context?.period?.start,
    detail: [document.description, attachment?.title].find((words) => words !== undefined && words !== title),
    facility: referenceName(document.custodian, reading),
  };
  return makeEntry(document, draft, reading, document.context?.encounter?.[0]);
}

/** A paper written in sections: discharge summary, birth certificate. */
export function compositionEntry(composition: Composition, reading: Reading): Entry {
  const draft = {
    kind: 'document' as const,
    // A known kind of paper has a name in the reader's language; its own title is the file's.
    title:
      translationIn(composition.type, reading) ??
      (composition.title || conceptText(composition.type, reading)),
    at: composition.date,
    detail: composition.section
      ?.map(({ title }) => title)
      .filter((title) => title !== undefined)
      .join(', '),
  };
  return makeEntry(composition, draft, reading, composition.encounter);
}

/** A note on the course of an illness: a line of its visit, not a paper to take along. */
export function impressionEntry(impression: ClinicalImpression, reading: Reading): Entry {
  const draft = {
    kind: 'course' as const,
    title: conceptText(impression.code, reading) || (impression.description ?? ''),
    at: impression.effectiveDateTime ?? impression.effectivePeriod?.start ?? impression.date,
    detail: impression.summary ?? impression.note?.[0]?.text,
    facility: referenceName(
      impression.assessor?.reference?.startsWith('Organization/') ? impression.assessor : undefined,
      reading,
    ),
  };
  return makeEntry(impression, draft, reading, impression.encounter);
}

/** A plan of care: part of the course, not a paper. */
export function carePlanEntry(plan: CarePlan, reading: Reading): Entry {
  const draft = {
    kind: 'course' as const,
    title:
      plan.title ??
      conceptText(
        plan.category?.findLast(
          ({ text, coding }) => text !== undefined || coding?.some(({ display }) => display !== undefined),
        ),
        reading,
      ),
    at: plan.period?.start ?? plan.created,
    until: plan.period?.end,
    detail:
      plan.activity
        ?.map(({ detail }) => conceptText(detail?.code, reading))
        .filter((text) => text !== '')
        .join(', ') || plan.description,
  };
  return makeEntry(plan, draft, reading, plan.encounter);
}

/** A form that was filled in. */
export function questionnaireEntry(answers: QuestionnaireResponse, reading: Reading): Entry {
  const title = answers.item?.find(({ text }) => text !== undefined)?.text ?? '';
  return makeEntry(answers, { kind: 'document', title, at: answers.authored }, reading, answers.encounter);
}
