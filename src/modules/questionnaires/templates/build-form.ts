import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FormStanding } from '#kernel/fhir/questionnaire/form-state.ts';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { sdcUrls } from '#kernel/fhir/sdc/sdc-extensions.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { formSystem, formUrl, itemSystem, texts } from '../domain/form-parts.ts';
import type { ItemDraft } from './item-kinds.ts';
import { careItems } from './items/care-items.ts';
import { clinicItems } from './items/clinic-items.ts';
import { measureItems } from './items/measure-items.ts';
import { visitItems } from './items/visit-items.ts';

/** Every question of every form, once: a form only names them, so that the same fact is the same item everywhere. */
export const formItems = { ...visitItems, ...measureItems, ...clinicItems, ...careItems } as const;
export type ItemKey = keyof typeof formItems;

const sections = {
  person: ['Hành chính', 'Person'],
  reason: ['Lý do khám và bệnh sử', 'Reason and history'],
  history: ['Tiền sử', 'History'],
  course: ['Từ lần khám trước', 'Since the last visit'],
  vitals: ['Dấu hiệu sinh tồn', 'Vital signs'],
  exam: ['Khám', 'Examination'],
  field: ['Khám chuyên khoa', 'Special examination'],
  tests: ['Xét nghiệm', 'Tests'],
  programme: ['Theo dõi chương trình', 'Programme'],
  diagnosis: ['Chẩn đoán', 'Diagnosis'],
  treatment: ['Xử trí', 'Treatment'],
  ending: ['Tổng kết', 'Summary'],
} as const satisfies Readonly<Record<string, readonly [vi: string, en: string]>>;
export type SectionKey = keyof typeof sections;

/** A form of ours: what it is for, where it comes from, and which items it asks in which sections. */
export interface FormPlan {
  readonly id: string;
  readonly title: Bilingual;
  readonly standing: FormStanding;
  readonly source: Bilingual;
  readonly sections: Partial<Readonly<Record<SectionKey, readonly ItemKey[]>>>;
  readonly required?: readonly ItemKey[];
}

const version = '1';
/** Words stay in the response; what is coded, counted or measured becomes an Observation. */
const inWords = new Set(['text', 'string', 'attachment', 'group', 'display']);

/** The Questionnaire of a plan. Error: RangeError for a required item that no section has. */
export function buildForm(plan: FormPlan): Questionnaire {
  const { id, title, standing, source, required = [] } = plan;
  const named = Object.entries(plan.sections) as [SectionKey, readonly ItemKey[]][];
  const all = new Set(named.flatMap(([, keys]) => keys));
  for (const key of required) if (!all.has(key)) throw new RangeError(`${id}: ${key}`);
  return {
    resourceType: 'Questionnaire',
    id: `sen-${id}`,
    url: formUrl(id),
    identifier: [{ system: formSystem, value: id }],
    version,
    name: id.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase()),
    ...texts('title', title.vi, title.en),
    status: 'active',
    subjectType: ['Patient'],
    extension: [
      { url: formUrls.state, valueCode: standing },
      { url: formUrls.source, ...texts('valueString', source.vi, source.en) },
      {
        url: sdcUrls.launchContext,
        extension: [
          {
            url: 'name',
            valueCoding: { system: 'http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext', code: 'patient' },
          },
          { url: 'type', valueCode: 'Patient' },
        ],
      },
    ],
    item: named.map(([key, keys]) => ({
      linkId: `section-${key}`,
      type: 'group',
      ...texts('text', sections[key][0], sections[key][1]),
      item: keys.map((one) => itemNamed(one, formItems[one], required.includes(one))),
    })),
  };
}

function itemNamed(linkId: string, draft: ItemDraft, isRequired: boolean): QuestionnaireItem {
  const { item: below, extension = [], ...rest } = draft;
  const isObserved =
    !inWords.has(draft.type) &&
    draft.definition === undefined &&
    !extension.some(({ url }) => url === sdcUrls.observationExtract);
  const marks = [
    ...extension,
    ...(isObserved ? [{ url: sdcUrls.observationExtract, valueBoolean: true }] : []),
  ];
  const inside = below?.map((one) => {
    const { linkId: name, ...more } = one;
    return itemNamed(name === 'help' ? `${linkId}-help` : name, more as ItemDraft, false);
  });
  const isAsked = draft.type !== 'display' && draft.type !== 'group';
  return {
    linkId,
    ...rest,
    ...(isAsked && draft.code === undefined && { code: [{ system: itemSystem, code: linkId }] }),
    ...(isRequired && { required: true }),
    ...(marks.length > 0 && { extension: marks }),
    ...(inside !== undefined && { item: inside }),
  };
}
