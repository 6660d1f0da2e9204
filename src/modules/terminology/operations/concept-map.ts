import type { ConceptMap } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { matchParameters, translateCode } from '#kernel/terminology/answers/translate-code.ts';
import { readConceptMap } from '#kernel/terminology/read-resource.ts';
import type { ConceptMapEntry } from '#kernel/terminology/terminology-source.ts';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { codingOf, demandRead, languageFor } from './ask.ts';
import { gives, standardOperation, takes } from './parameters.ts';
import { askedSchema, wrong, type Asked } from './read-asked.ts';

/** ConceptMap/$translate. @source FHIR R4, ConceptMap-operation-translate */
export const translateOperation: Operation<Asked, unknown> = {
  code: 'translate',
  level: 'type',
  onInstances: true,
  resourceTypes: ['ConceptMap'],
  affectsState: false,
  allow: 'terminology.read',
  input: askedSchema,
  title: { vi: 'Chuyển mã sang bộ mã khác', en: 'Translate a code to another list' },
  base: standardOperation('ConceptMap-translate'),
  parameters: [
    ...takes(
      'url uri',
      'conceptMap ConceptMap',
      'conceptMapVersion string',
      'code code',
      'system uri',
      'version string',
      'source uri',
      'coding Coding',
      'codeableConcept CodeableConcept',
      'target uri',
      'targetsystem uri',
      'reverse boolean',
    ),
    gives('result', 'boolean', 1),
    gives('message', 'string'),
    gives('match', 'Element', 0, '*'),
  ],
  async handle(ctx, asked) {
    demandRead(ctx, 'ConceptMap');
    if (asked.texts('dependency').length > 0) throw wrong('dependency');
    const language = languageFor(ctx, asked);
    const terminology = await ctx.terminology();
    const given = asked.concept('codeableConcept') ?? [codingOf(asked)];
    const codes = given.flatMap(({ system, version, code }) =>
      system === undefined || code === undefined ? [] : [{ system, version, code }],
    );
    if (codes.length === 0) throw wrong('system');
    const matches = await translateCode(terminology, mapsOf(terminology, asked), {
      codes,
      language,
      reverse: asked.truth('reverse') ?? false,
      target: asked.text('target') ?? asked.text('targetsystem'),
      source: asked.text('source'),
    });
    return matchParameters(matches, language);
  },
};

/** One map that is named, or all. Errors: terminology.unknown-map, record.not-found. */
function mapsOf(terminology: Terminology, asked: Asked): readonly ConceptMapEntry[] {
  const inline = asked.resource<ConceptMap>('conceptMap', 'ConceptMap');
  if (inline !== undefined) return [readConceptMap(inline)];
  const { conceptMaps } = terminology.source;
  if (asked.id !== undefined) {
    const found = conceptMaps.findLast(({ id }) => id === asked.id);
    if (found === undefined) throw new AppError('record.not-found');
    return [found];
  }
  const url = asked.text('url');
  if (url === undefined) return conceptMaps.filter(({ status }) => status !== 'retired');
  const found = terminology.conceptMap(url, asked.text('conceptMapVersion'));
  if (found === undefined) throw new AppError('terminology.unknown-map');
  return [found];
}
