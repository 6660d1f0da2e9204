import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { definitionUrl, operationsOf } from './operation-definitions.ts';
import type { MountedOperation } from './operation-list.ts';
import type { RouteHost } from './route-host.ts';

const interactions = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];
/** CapabilityStatement as JSON text: what the compiler indexes and the routes answer, and what modules add. Nothing more. */
export function capabilityStatement(host: RouteHost): string {
  const operations = operationsOf(host);
  const listed = (some: readonly MountedOperation[]): object[] =>
    some.map((one) => ({ name: one.code, definition: definitionUrl(one, host.baseUrl) }));
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Sen' },
    implementation: { description: 'Sen', url: host.baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json', 'application/fhir+xml', 'xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: false,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
        },
        resource: allResourceTypes.map((type) =>
          resourceOf(type, listed(operations.filter((one) => isAbout(one, type)))),
        ),
        interaction: [{ code: 'transaction' }, { code: 'batch' }, { code: 'history-system' }],
        ...list('operation', listed(operations.filter(({ levels }) => levels.includes('system')))),
      },
    ],
  });
}

function isAbout({ levels, resourceTypes }: MountedOperation, type: string): boolean {
  return (
    levels.some((level) => level !== 'system') && (resourceTypes === 'all' || resourceTypes.includes(type))
  );
}

function resourceOf(type: string, operations: readonly object[]): object {
  const parameters = searchParametersOf(type).filter(
    (param) =>
      param.type !== 'special' &&
      (param.expression !== '' || param.code.startsWith('_')) &&
      !['_text', '_content', '_list', '_query', '_filter', '_has', '_type'].includes(param.code),
  );
  const references = parameters.filter((param) => param.type === 'reference');
  return {
    type,
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    referencePolicy: ['literal', 'logical', 'local', 'enforced'],
    ...list(
      'searchInclude',
      references.map(({ code }) => `${type}:${code}`),
    ),
    ...list('searchRevInclude', type === 'Patient' ? patientRevincludes() : []),
    searchParam: parameters.map(({ code, type: kind }) => ({ name: code, type: kind })),
    ...list('operation', operations),
  };
}

function patientRevincludes(): string[] {
  return allResourceTypes.flatMap((type) => compartmentParametersOf(type).map((code) => `${type}:${code}`));
}

function list(name: string, items: readonly unknown[]): object {
  return items.length === 0 ? {} : { [name]: items };
}
