import { randomUUID } from 'node:crypto';
import type { ValueSet } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { expandPage } from '#kernel/terminology/answers/expand-page.ts';
import { checkAny, checkInSet, verdictParameters } from '#kernel/terminology/answers/validate-code.ts';
import type { Operation } from '#platform/module/define-module.ts';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import { codingOf, demandRead, languageFor, setOf } from './ask.ts';
import { gives, standardOperation, takes } from './parameters.ts';
import { askedSchema, wrong, type Asked } from './read-asked.ts';

const ofSets = {
  level: 'type',
  onInstances: true,
  resourceTypes: ['ValueSet'],
  affectsState: false,
  allow: 'terminology.read',
  input: askedSchema,
} as const;

/** Parameters of the standard that would change the answer and are not supported; passing them over would mislead. */
const refused = [
  'context',
  'contextDirection',
  'designation',
  'system-version',
  'check-system-version',
  'force-system-version',
];

/** ValueSet/$expand. @source FHIR R4, ValueSet-operation-expand */
export const expandOperation: Operation<Asked, unknown> = {
  ...ofSets,
  code: 'expand',
  title: { vi: 'Liệt kê mã của tập giá trị', en: 'List the codes of a value set' },
  base: standardOperation('ValueSet-expand'),
  parameters: [
    ...takes(
      'url uri',
      'valueSet ValueSet',
      'valueSetVersion string',
      'filter string',
      'offset integer',
      'count integer',
      'includeDesignations boolean',
      'activeOnly boolean',
      'excludeNested boolean',
      'excludeNotForUI boolean',
      'displayLanguage code',
      'exclude-system canonical *',
    ),
    gives('return', 'ValueSet', 1),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'ValueSet');
    for (const name of refused) if (asked.texts(name).length > 0) throw wrong(name);
    const terminology = await ctx.terminology();
    const set = await setOf(terminology, asked);
    const question = {
      filter: asked.text('filter'),
      offset: asked.count('offset'),
      count: asked.count('count'),
      activeOnly: asked.truth('activeOnly'),
      excludeNotForUI: asked.truth('excludeNotForUI'),
      excludeNested: asked.truth('excludeNested') ?? true,
      includeDesignations: asked.truth('includeDesignations'),
      excludeSystems: asked.texts('exclude-system').map((one) => one.split('|')[0]!),
      language: languageFor(ctx, asked),
    };
    const expansion = expandPage(set, question, ctx.now(), `urn:uuid:${randomUUID()}`);
    return { resourceType: 'ValueSet', ...headOf(terminology, asked), status: 'active', expansion };
  },
};

/** ValueSet/$validate-code. @source FHIR R4, ValueSet-operation-validate-code */
export const validateInSet: Operation<Asked, unknown> = {
  ...ofSets,
  code: 'validate-code',
  title: { vi: 'Kiểm tra mã trong tập giá trị', en: 'Check a code in a value set' },
  base: standardOperation('ValueSet-validate-code'),
  parameters: [
    ...takes(
      'url uri',
      'valueSet ValueSet',
      'valueSetVersion string',
      'code code',
      'system uri',
      'systemVersion string',
      'display string',
      'coding Coding',
      'codeableConcept CodeableConcept',
      'abstract boolean',
      'displayLanguage code',
    ),
    gives('result', 'boolean', 1),
    gives('message', 'string'),
    gives('display', 'string'),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'ValueSet');
    if (asked.text('context') !== undefined) throw wrong('context');
    const language = languageFor(ctx, asked);
    const terminology = await ctx.terminology();
    const given = asked.concept('codeableConcept') ?? [codingOf(asked)];
    // A code means something only in its system: the standard wants one beside `code`.
    if (asked.concept('codeableConcept') === undefined && given[0]?.system === undefined)
      throw wrong('system');
    const set = await setOf(terminology, asked);
    const check = { language, allowAbstract: asked.truth('abstract') ?? true };
    const codes = given.flatMap((one) => (one.code === undefined ? [] : [{ ...one, code: one.code }]));
    const verdict = await checkAny(codes, (one) => checkInSet(terminology, set, one, check));
    return verdictParameters(verdict, language);
  },
};

function headOf(terminology: Terminology, asked: Asked): object {
  const inline = asked.resource<ValueSet>('valueSet', 'ValueSet');
  if (inline !== undefined) return { ...(inline.url !== undefined && { url: inline.url }) };
  const entry =
    asked.id === undefined
      ? terminology.valueSet(asked.text('url') ?? '', asked.text('valueSetVersion'))
      : terminology.source.valueSets.findLast(({ id }) => id === asked.id);
  if (entry === undefined) throw new AppError('record.not-found');
  const { url, version, name, title } = entry;
  return { url, ...(version !== undefined && { version }), name, title: title.vi };
}
