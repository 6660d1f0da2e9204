import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { auditParameters } from '../../audit/audit-question.ts';
import { extensionUrls } from '../subscriptions/subscription.ts';
import { topicUrl } from '../subscriptions/topic.ts';
import { definitionUrl, operationsOf } from './operation-definitions.ts';
import type { MountedOperation } from './operation-list.ts';
import type { RouteHost } from './route-host.ts';

const compartments = ['patient', 'encounter', 'practitioner', 'device', 'relatedPerson'];
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
        documentation:
          'Systems create under ids of their own (updateCreate); people do not. If-Match is honoured and not required. Conditional deletes delete one match and refuse several. Prefer: respond-async is passed over, except where an operation asks for it.',
        security: securityOf(host.baseUrl),
        resource: allResourceTypes.map((type) =>
          resourceOf(type, listed(operations.filter((one) => isAbout(one, type))), host),
        ),
        interaction: [
          { code: 'transaction' },
          { code: 'batch' },
          { code: 'history-system' },
          { code: 'search-system' },
        ],
        searchParam: commonParameters(),
        ...list('operation', listed(operations.filter(({ levels }) => levels.includes('system')))),
        compartment: compartments.map((type) => `http://hl7.org/fhir/CompartmentDefinition/${type}`),
      },
    ],
  });
}

/**
 * How callers prove who they are: SMART, whose doors stand here too for apps that look nowhere else.
 * @source SMART App Launch 2.2.0, "Declaring support for OAuth2 endpoints" (oauth-uris); HL7 restful-security-service
 */
function securityOf(baseUrl: string): object {
  const doors = { authorize: 'auth', token: 'token', introspect: 'introspect', revoke: 'revoke' };
  const base = baseUrl.replace(/\/fhir$/u, '');
  return {
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: Object.entries(doors).map(([url, door]) => ({ url, valueUri: `${base}/oidc/${door}` })),
      },
    ],
    // For the origins of registered apps.
    cors: true,
    service: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
            code: 'SMART-on-FHIR',
          },
        ],
        text: 'OAuth 2.0 with SMART App Launch 2.2; see .well-known/smart-configuration',
      },
    ],
    description:
      'Bearer tokens of SMART apps (authorization code with PKCE S256) and of systems (Backend Services: private_key_jwt, or mutual TLS).',
  };
}

function isAbout({ levels, resourceTypes }: MountedOperation, type: string): boolean {
  return (
    levels.some((level) => level !== 'system') && (resourceTypes === 'all' || resourceTypes.includes(type))
  );
}

function resourceOf(type: string, operations: readonly object[], host: RouteHost): object {
  const parameters = [
    ...searchParametersOf(type).filter(({ code }) => !unanswered.has(code)),
    { code: '_list', type: 'special' as const },
  ];
  const references = parameters.filter((param) => param.type === 'reference');
  return {
    ...(type === 'Subscription' && list('extension', topicsOf(host))),
    type,
    ...(type === 'AuditEvent' && { documentation: auditEvents, supportedProfile: auditProfiles }),
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
    ...list('searchRevInclude', revincludesOf(type)),
    searchParam: parameters.map(({ code, type: kind }) => ({ name: code, type: kind })),
    ...list('operation', operations),
  };
}

/** What a person finds under AuditEvent; a system finds what systems stored. */
const auditEvents = `People read the log of this house as IHE BALP tells it: the person whose record was looked at, a facility's supervisor, who looks for a leak. They search by ${auditParameters.map(([name]) => name).join(', ')}, newest first, paged by the next link. Queries stand there with the names of their parameters, never with values.`;
const auditProfiles = ['Create', 'Read', 'Update', 'Delete', 'Query'].flatMap((name) =>
  [name, `Patient${name}`].map(
    (one) => `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${one}`,
  ),
);

/** The topics that can be subscribed to, as the backport to R4 lists them. */
function topicsOf({ subscriptions, baseUrl }: RouteHost): object[] {
  return (subscriptions?.topics ?? []).map((topic) => ({
    url: extensionUrls.topicOfServer,
    valueCanonical: topicUrl(topic, baseUrl),
  }));
}

/** Parameters that R4 defines and no search here answers. */
const unanswered = new Set(['_query', '_filter']);

/** Every reference of every type that may point to this one by name; those that may point to anything are not listed for each. */
function revincludesOf(target: string): string[] {
  return allResourceTypes.flatMap((type) =>
    searchParametersOf(type)
      .filter((param) => param.type === 'reference' && param.targets.includes(target))
      .map(({ code }) => `${type}:${code}`),
  );
}

/** What a search over several types may ask. */
function commonParameters(): object[] {
  const ofAll = searchParametersOf('Basic').filter(
    ({ code }) => code.startsWith('_') && !unanswered.has(code),
  );
  return [...ofAll, { code: '_type', type: 'special' }, { code: '_list', type: 'special' }].map(
    ({ code, type }) => ({
      name: code,
      type,
    }),
  );
}

function list(name: string, items: readonly unknown[]): object {
  return items.length === 0 ? {} : { [name]: items };
}
