import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import type { AnyOperation } from '../../module/define-module.ts';
import type { RouteHost } from './route-host.ts';

const interactions = [
  'read',
  'vread',
  'update',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];
const ownOperations: Readonly<Record<string, readonly string[]>> = { Patient: ['everything', 'summary'] };
const core = 'http://hl7.org/fhir/OperationDefinition';

/** CapabilityStatement as JSON text: what the compiler indexes and the routes answer, and what modules add. Nothing more. */
export function capabilityStatement(host: RouteHost): string {
  const operations = (host.registry?.modules ?? []).flatMap((module) => module.operations ?? []);
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Sen' },
    implementation: { description: 'Sen', url: host.baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
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
        resource: allResourceTypes.map((type) => resourceOf(type, operations)),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        ...list('operation', operations.filter(({ level }) => level === 'system').map(operationOf)),
      },
    ],
  });
}

function resourceOf(type: string, operations: readonly AnyOperation[]): object {
  const parameters = searchParametersOf(type).filter(
    (param) =>
      param.type !== 'special' &&
      (param.expression !== '' || param.code.startsWith('_')) &&
      !['_text', '_content', '_list', '_query', '_filter', '_has', '_type'].includes(param.code),
  );
  const references = parameters.filter((param) => param.type === 'reference');
  const added = operations.filter(
    ({ level, resourceTypes }) => level !== 'system' && resourceTypes.includes(type),
  );
  const own = [...(ownOperations[type] ?? []), 'validate'];
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
    operation: [
      ...own.map((code) => ({ name: code, definition: definitionOf(type, code) })),
      ...added.map(operationOf),
    ],
  };
}

function definitionOf(type: string, code: string): string {
  if (code === 'validate') return `${core}/Resource-validate`;
  if (code === 'summary') return 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary';
  return `${core}/${type}-${code}`;
}

function operationOf(operation: AnyOperation): object {
  return { name: operation.code, definition: `urn:sen:operation:${operation.code}` };
}

function patientRevincludes(): string[] {
  return allResourceTypes.flatMap((type) => compartmentParametersOf(type).map((code) => `${type}:${code}`));
}

function list(name: string, items: readonly unknown[]): object {
  return items.length === 0 ? {} : { [name]: items };
}
