import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { describe, expect, it, test } from 'vitest';
import { answersSaid, carryAnswers } from '#kernel/fhir/questionnaire/carry-answers.ts';
import { checkQuestionnaire } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { formState } from '#kernel/fhir/questionnaire/form-state.ts';
import { needsFullEngine } from '#kernel/fhir/questionnaire/path-engine.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { emptyState, type FormNode } from '#kernel/fhir/questionnaire/state.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { labTests } from '#kernel/terminology/lab-tests.ts';
import { vitalSigns } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { itemSystem } from '../domain/form-parts.ts';
import { someResponse } from '../test/some-response.ts';
import { templates } from './templates.ts';

const forms = templates.map(readForm);
const allItems = forms.flatMap((form) => [...form.byLinkId.values()].map((item) => ({ form, item })));

it('forty-two forms, each with its own address', () => {
  expect(templates.length).toBe(42);
  expect(new Set(templates.map(({ url }) => url)).size).toBe(42);
});

test.each(templates.map((form) => [form.title!, form] as const))(
  '%s can be published and filled in on a device',
  (_title, form) => {
    expect(validateStructure(form)).toEqual([]);
    expect(checkQuestionnaire(form)).toEqual([]);
    expect(needsFullEngine(readForm(form))).toBe(false);
    const { state, source } = formState(form);
    expect([state !== undefined, (source?.vi ?? '') !== '', (source?.en ?? '') !== '']).toEqual([
      true,
      true,
      true,
    ]);
  },
);

it('every question has Vietnamese and English words', () => {
  const missing = allItems.filter(({ item }) => !item.hidden && (item.text.vi === '' || item.text.en === ''));
  expect(missing.map(({ item }) => item.linkId)).toEqual([]);
});

describe('a fact is never asked twice', () => {
  /** Required and place may differ from form to form; what is asked may not. */
  const meaning = ({ required: _required, ...item }: QuestionnaireItem): string => JSON.stringify(item);
  const isSection = ({ linkId }: { linkId: string }): boolean => linkId.startsWith('section-');

  it('one name means the same question in every form', () => {
    const known = new Map<string, string>();
    for (const { item } of allItems.filter(({ item: one }) => !isSection(one))) {
      const said = meaning(item.source);
      expect(known.get(item.linkId) ?? said, item.linkId).toBe(said);
      known.set(item.linkId, said);
    }
  });

  it('no two names ask the same: neither by code nor by words', () => {
    const byCode = new Map<string, string>();
    const byWords = new Map<string, string>();
    for (const { item } of allItems.filter(({ item: one }) => one.type !== 'group' && !one.hidden)) {
      const words = item.text.vi.toLowerCase();
      expect(byWords.get(words) ?? item.linkId, words).toBe(item.linkId);
      byWords.set(words, item.linkId);
      for (const { system, code } of item.codes) {
        expect(byCode.get(`${system}|${code}`) ?? item.linkId, code).toBe(item.linkId);
        byCode.set(`${system}|${code}`, item.linkId);
      }
    }
  });

  it('what one form of the visit said every other one knows already', () => {
    const isAnswered = (nodes: readonly FormNode[], linkId: string): boolean =>
      nodes.some(({ linkId: own, entries }) =>
        entries.some(
          (entry) => (own === linkId && entry.answer !== undefined) || isAnswered(entry.nodes, linkId),
        ),
      );
    let pairs = 0;
    for (const [at, first] of forms.entries()) {
      const said = answersSaid([{ form: first, response: someResponse(first, at) }]);
      expect(said.size).toBeGreaterThan(5);
      for (const second of forms) {
        if (second === first) continue;
        const { nodes } = carryAnswers(second, emptyState(second), said);
        for (const [linkId] of said)
          if (second.byLinkId.has(linkId)) {
            pairs += 1;
            expect(isAnswered(nodes, linkId), `${second.title.vi}: ${linkId}`).toBe(true);
          }
      }
    }
    expect(pairs).toBeGreaterThan(1_000);
  });
});

it('codes are of our lists of tests and vital signs, or our own', () => {
  const loinc = new Set([...labTests, ...vitalSigns].map((one) => one.loinc));
  for (const { item } of allItems)
    for (const { system, code } of item.codes)
      expect(
        system === itemSystem ? code === item.linkId : system === codeSystem.loinc && loinc.has(code!),
        `${system}|${code}`,
      ).toBe(true);
});
