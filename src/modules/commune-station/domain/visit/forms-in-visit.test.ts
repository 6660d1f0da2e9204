import type { Observation, Questionnaire, QuestionnaireResponse, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { loadTemplates } from '#modules/questionnaires/api.ts';
import { fittingForms } from './fitting-forms.ts';
import {
  answersOfVisit,
  formInVisit,
  isAskedByVisit,
  resourcesOfForm,
  saidByVisit,
  type FormDesk,
} from './forms-in-visit.ts';
import { emptyVisit, type VisitDraft } from './visit-draft.ts';

const templates = await loadTemplates();
const slugOf = ({ url }: Questionnaire): string => url!.split(':').at(-1)!;
const named = (slug: string): Questionnaire => templates.find((one) => slugOf(one) === slug)!;
const now = new Date('2026-11-23T09:00:00+07:00');
const draft: VisitDraft = {
  ...emptyVisit('hoa', now),
  reason: 'Tái khám tăng huyết áp',
  programme: 'hypertension',
  signs: [
    { loinc: '8480-6', value: 150 },
    { loinc: '8462-4', value: 95 },
    { loinc: '29463-7', value: 54.5 },
    { loinc: '8302-2', value: 150 },
  ],
  examination: 'Tim đều',
  diagnoses: [{ code: 'I10', name: 'Tăng huyết áp' }],
  next: '2026-12-23',
};
let ids = 0;
const desk: FormDesk = {
  visitId: 'visit',
  patient: { resourceType: 'Patient', id: 'hoa', birthDate: '1960-03-01', gender: 'female' } as Resource,
  now: '2026-11-23T09:10:00+07:00',
  newId: () => `id-${(ids += 1)}`,
};

describe('forms inside a visit', () => {
  it('no form asks again what the visit asks, whichever of the forty-two is opened', () => {
    let hidden = 0;
    for (const template of templates) {
      const form = readForm(formInVisit(template));
      for (const item of form.byLinkId.values()) {
        if (!isAskedByVisit(item)) continue;
        expect(item.hidden, `${form.title.vi}: ${item.linkId}`).toBe(true);
        hidden += 1;
      }
    }
    expect(hidden).toBeGreaterThan(200);
  });

  it('every question that the visit answers takes the answer in the shape that its form wants', () => {
    for (const template of templates) {
      const form = readForm(template);
      const response: QuestionnaireResponse = {
        resourceType: 'QuestionnaireResponse',
        status: 'in-progress',
      };
      const kept = answersOfVisit({ slug: '', questionnaire: template, response }, draft, desk);
      const text = JSON.stringify(kept);
      for (const [linkId] of saidByVisit(form, draft))
        expect(text, `${form.title.vi}: ${linkId}`).toContain(`"linkId":"${linkId}"`);
    }
  });

  it('what the visit says when it is saved stands in the form, also where it was changed after the form was opened', async () => {
    const questionnaire = named('hypertension');
    const before: QuestionnaireResponse = {
      resourceType: 'QuestionnaireResponse',
      status: 'in-progress',
      item: [{ linkId: 'section-vitals', item: [{ linkId: 'systolic', answer: [{ valueDecimal: 400 }] }] }],
    };
    const kept = await resourcesOfForm(
      { slug: 'hypertension', questionnaire, response: before },
      draft,
      desk,
    );
    const [response] = kept;
    expect(response).toMatchObject({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: `${questionnaire.url}|1`,
      subject: { reference: 'Patient/hoa' },
      encounter: { reference: 'Encounter/visit' },
    });
    expect(JSON.stringify(response)).toContain('150');
    expect(JSON.stringify(response)).not.toContain('400');
  });

  it('becomes facts of the same visit once: signs and diagnoses stay the visit’s own, what follows from them is added', async () => {
    const questionnaire = named('hypertension');
    const response: QuestionnaireResponse = { resourceType: 'QuestionnaireResponse', status: 'in-progress' };
    const kept = await resourcesOfForm({ slug: 'hypertension', questionnaire, response }, draft, desk);
    const observations = kept.filter((one): one is Observation => one.resourceType === 'Observation');
    const codes = observations.map(({ code }) => code.coding?.[0]?.code);
    expect(codes).toContain('39156-5');
    expect(codes).not.toContain('8480-6');
    expect(kept.some(({ resourceType }) => resourceType === 'Condition')).toBe(false);
    for (const one of observations) {
      expect(one.encounter).toEqual({ reference: 'Encounter/visit' });
      expect(one.derivedFrom).toEqual([{ reference: `QuestionnaireResponse/${kept[0]!.id}` }]);
    }
  });
});

describe('which forms fit', () => {
  it('those of the programme, the diagnosis and the reason come first; men are asked nothing about pregnancy', () => {
    const woman = { ageYears: 66, sex: 'female' };
    expect(fittingForms(draft, woman).slice(0, 2)).toEqual(['hypertension', 'elderly']);
    const dental = { ...emptyVisit('x', now), reason: 'Đau răng' };
    expect(fittingForms(dental, woman)[0]).toBe('outpatient-dental');
    const pregnant = { ...emptyVisit('x', now), reason: 'Khám thai', programme: 'antenatal' as const };
    expect(fittingForms(pregnant, { ageYears: 25, sex: 'female' })[0]).toBe('antenatal');
    expect(fittingForms(pregnant, { ageYears: 25, sex: 'male' })).not.toContain('antenatal');
    expect(fittingForms(emptyVisit('x', now), { ageYears: 2, sex: 'male' })).toEqual([
      'well-child',
      'paediatrics',
      'outpatient-general',
    ]);
  });

  it('names only forms that there are', () => {
    const slugs = new Set(templates.map(slugOf));
    const everything = [
      'I10',
      'E11',
      'J44',
      'J45',
      'A15',
      'B20',
      'B18',
      'G40',
      'F20',
      'N18',
      'I50',
      'D56',
      'Z34',
      'Z39',
      'Z30',
      'O04',
      'N80',
      'E44',
      'S00',
      'T20',
      'B50',
      'A97',
      'K02',
      'J00',
      'H10',
      'L20',
    ];
    const wide = {
      ...draft,
      reason: 'đông y, phục hồi chức năng, khâu',
      diagnoses: everything.map((code) => ({ code, name: code })),
    };
    const found = [12, 25, 66].flatMap((ageYears) => fittingForms(wide, { ageYears, sex: 'female' }));
    expect(new Set(found).size).toBeGreaterThan(30);
    expect(found.filter((slug) => !slugs.has(slug))).toEqual([]);
  });
});
