import { AppError } from '#kernel/errors.ts';
import { lookupCode } from '#kernel/terminology/answers/lookup-code.ts';
import { checkAny, checkInSystem, verdictParameters } from '#kernel/terminology/answers/validate-code.ts';
import { subsumption } from '#kernel/terminology/hierarchy.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { codingOf, demandRead, languageFor, systemOf } from './ask.ts';
import { gives, standardOperation, takes } from './parameters.ts';
import { askedSchema, wrong, type Asked } from './read-asked.ts';

const ofSystems = {
  level: 'type',
  onInstances: true,
  resourceTypes: ['CodeSystem'],
  affectsState: false,
  allow: 'terminology.read',
  input: askedSchema,
} as const;

/** CodeSystem/$lookup. @source FHIR R4, CodeSystem-operation-lookup */
export const lookupOperation: Operation<Asked, unknown> = {
  ...ofSystems,
  onInstances: false,
  code: 'lookup',
  title: { vi: 'Tra một mã', en: 'Look a code up' },
  base: standardOperation('CodeSystem-lookup'),
  parameters: [
    ...takes(
      'code code',
      'system uri',
      'version string',
      'coding Coding',
      'displayLanguage code',
      'property code *',
    ),
    gives('name', 'string', 1),
    gives('version', 'string'),
    gives('display', 'string', 1),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'CodeSystem');
    const { code, system, version } = codingOf(asked);
    const entry = systemOf(await ctx.terminology(), asked, system, version);
    return lookupCode(entry, {
      code,
      language: languageFor(ctx, asked),
      properties: asked.texts('property'),
    });
  },
};

/** CodeSystem/$validate-code. @source FHIR R4, CodeSystem-operation-validate-code */
export const validateInSystem: Operation<Asked, unknown> = {
  ...ofSystems,
  code: 'validate-code',
  title: { vi: 'Kiểm tra mã trong bộ mã', en: 'Check a code in a code system' },
  base: standardOperation('CodeSystem-validate-code'),
  parameters: [
    ...takes(
      'url uri',
      'codeSystem CodeSystem',
      'code code',
      'version string',
      'display string',
      'coding Coding',
      'codeableConcept CodeableConcept',
      'displayLanguage code',
    ),
    gives('result', 'boolean', 1),
    gives('message', 'string'),
    gives('display', 'string'),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'CodeSystem');
    const language = languageFor(ctx, asked);
    const terminology = await ctx.terminology();
    const given = asked.concept('codeableConcept') ?? [codingOf(asked, 'url')];
    const url = asked.text('url') ?? given[0]?.system;
    const entry = systemOf(terminology, asked, url, asked.text('version') ?? given[0]?.version);
    const codes = given.flatMap((one) =>
      one.code === undefined || (one.system !== undefined && one.system !== entry.url)
        ? []
        : [{ ...one, code: one.code }],
    );
    const verdict = await checkAny(codes, (one) => checkInSystem(entry, one, language));
    return verdictParameters(verdict, language);
  },
};

/** CodeSystem/$subsumes. @source FHIR R4, CodeSystem-operation-subsumes */
export const subsumesOperation: Operation<Asked, unknown> = {
  ...ofSystems,
  code: 'subsumes',
  title: { vi: 'So hai mã: mã nào bao gồm mã nào', en: 'How two codes stand to each other' },
  base: standardOperation('CodeSystem-subsumes'),
  parameters: [
    ...takes('codeA code', 'codeB code', 'system uri', 'version string', 'codingA Coding', 'codingB Coding'),
    gives('outcome', 'code', 1),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'CodeSystem');
    const [codingA, codingB] = [asked.coding('codingA'), asked.coding('codingB')];
    const a = codingA?.code ?? asked.text('codeA');
    const b = codingB?.code ?? asked.text('codeB');
    if (a === undefined) throw wrong('codeA');
    if (b === undefined) throw wrong('codeB');
    const system = asked.text('system') ?? codingA?.system ?? codingB?.system;
    if ([codingA, codingB].some((one) => one?.system !== undefined && one.system !== system))
      throw wrong('codingB');
    const entry = systemOf(await ctx.terminology(), asked, system, asked.text('version'));
    const table = await entry.open();
    const [atA, atB] = [table.find(a), table.find(b)];
    if (atA < 0 || atB < 0) throw new AppError('terminology.unknown-code');
    const outcome = subsumption(table, atA, atB);
    return { resourceType: 'Parameters', parameter: [{ name: 'outcome', valueCode: outcome }] };
  },
};
