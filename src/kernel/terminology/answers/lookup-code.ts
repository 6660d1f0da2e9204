import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { AppError } from '../../errors.ts';
import type { Language } from '../../schema.ts';
import type { CodeTable } from '../code-table.ts';
import { designationsOf, nameOf } from '../names.ts';
import type { CodeSystemEntry } from '../terminology-source.ts';

/** What is asked of one code. */
export interface LookupQuestion {
  readonly code: string;
  readonly language: Language;
  /** Properties wanted by name; empty: all that there are. */
  readonly properties: readonly string[];
}

/**
 * Answers $lookup. Error: terminology.unknown-code.
 * @source FHIR R4, CodeSystem-operation-lookup
 */
export async function lookupCode(entry: CodeSystemEntry, question: LookupQuestion): Promise<Parameters> {
  const table = await entry.open();
  const at = table.find(question.code);
  const head: ParametersParameter[] = [
    { name: 'name', valueString: question.language === 'en' ? entry.title.en : entry.title.vi },
    ...(entry.version === undefined ? [] : [{ name: 'version', valueString: entry.version }]),
  ];
  if (at < 0) {
    const parsed = await entry.parse?.(question.code);
    if (parsed === undefined) throw new AppError('terminology.unknown-code');
    const display = { name: 'display', valueString: parsed.display ?? question.code };
    return { resourceType: 'Parameters', parameter: [...head, display] };
  }
  const wanted = (name: string): boolean =>
    question.properties.length === 0 || question.properties.includes(name);
  return {
    resourceType: 'Parameters',
    parameter: [
      ...head,
      { name: 'display', valueString: nameOf(table, at, question.language) },
      ...(wanted('designation') ? designationsOf(table, at).map(designation) : []),
      ...propertiesOf(table, at).filter(({ part }) => wanted(part?.[0]?.valueCode ?? '')),
    ],
  };
}

function designation({ language, value }: { language?: string; value: string }): ParametersParameter {
  const named = language === undefined ? [] : [{ name: 'language', valueCode: language }];
  return { name: 'designation', part: [...named, { name: 'value', valueString: value }] };
}

function propertiesOf(table: CodeTable, at: number): ParametersParameter[] {
  const coded = (code: string, one: number): ParametersParameter => ({
    name: 'property',
    part: [
      { name: 'code', valueCode: code },
      { name: 'value', valueCode: table.code(one) },
      { name: 'description', valueString: nameOf(table, one, 'vi') },
    ],
  });
  const flag = (code: string, value: boolean): ParametersParameter => ({
    name: 'property',
    part: [
      { name: 'code', valueCode: code },
      { name: 'value', valueBoolean: value },
    ],
  });
  return [
    ...table.parents(at).map((one) => coded('parent', one)),
    ...table.children(at).map((one) => coded('child', one)),
    flag('inactive', table.isInactive(at)),
    ...(table.isAbstract(at) ? [flag('notSelectable', true)] : []),
    ...table.properties(at).map(({ code, value }) =>
      typeof value === 'boolean'
        ? flag(code, value)
        : {
            name: 'property',
            part: [
              { name: 'code', valueCode: code },
              { name: 'value', valueString: value },
            ],
          },
    ),
  ];
}
