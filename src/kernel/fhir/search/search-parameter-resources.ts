import type { SearchParameter } from '@medplum/fhirtypes';
import { allResourceTypes } from '../structure/element-facts.ts';
import { searchParametersOf, type SearchParameterDefinition } from './search-parameters.ts';

/** Parameters that R4 defines and no search here answers. */
const unanswered = new Set(['_query', '_filter']);

/** Id of the definition of one parameter of a type: 'Observation-code', 'Observation-id' for _id. */
export function searchParameterId(resourceType: string, code: string): string {
  return `${resourceType}-${code.replace(/^_/, '')}`;
}

/** The parameters that searches here answer, as resources: one for each type and code, made from the same table as the searches. */
export function searchParameterResources(): SearchParameter[] {
  return allResourceTypes.flatMap((type) =>
    searchParametersOf(type)
      .filter(({ code }) => !unanswered.has(code))
      .map((parameter) => toResource(type, parameter)),
  );
}

function toResource(resourceType: string, parameter: SearchParameterDefinition): SearchParameter {
  const { code, type, expression, targets, components } = parameter;
  const id = searchParameterId(resourceType, code);
  return {
    resourceType: 'SearchParameter',
    id,
    url: urlOf(resourceType, code),
    name: id.replace(/[^A-Za-z0-9]/g, '_'),
    status: 'active',
    description: `FHIR R4: ${resourceType}?${code}=`,
    code,
    base: [resourceType] as NonNullable<SearchParameter['base']>,
    type,
    ...(expression !== '' && { expression }),
    ...(targets.length > 0 && { target: [...targets] as NonNullable<SearchParameter['target']> }),
    ...(components !== undefined && {
      component: components.map((part) => ({
        definition: urlOf(resourceType, part.code),
        expression: part.expression,
      })),
    }),
  };
}

/** Canonical address; the standard's own ones differ where several types share a definition. */
function urlOf(resourceType: string, code: string): string {
  return `urn:sen:search-parameter:${searchParameterId(resourceType, code)}`;
}
