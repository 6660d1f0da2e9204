import type { ConformanceCase } from './case.ts';

export const about = 'Being told of changes: R4 Subscription and the R5 Backport IG 1.1 on R4.';

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const content = (valueCode: string): object => ({
  extension: [{ url: `${backport}/backport-payload-content`, valueCode }],
});
const asked = (criteria: string, channel: object, more: object = {}): object => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'conformance',
  criteria,
  ...more,
  channel: { type: 'websocket', payload: 'application/fhir+json', _payload: content('id-only'), ...channel },
});

export const cases: readonly ConformanceCase[] = [
  {
    section: 'subscription.html#Subscription',
    requires: 'a Subscription with a search as criteria is taken, kept as requested, read and ended',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Observation?category=laboratory', {}),
        status: 201,
        has: { resourceType: 'Subscription', criteria: 'Observation?category=laboratory' },
        keep: { id: 'id' },
      },
      { send: 'GET /Subscription/{id}', status: 200, has: { resourceType: 'Subscription' } },
      { send: 'DELETE /Subscription/{id}', status: 204 },
      { send: 'GET /Subscription/{id}', status: 410 },
    ],
  },
  {
    section: 'subscription.html#Subscription.status',
    requires: 'a client asks with requested or off; error is the server’s own word',
    steps: [
      {
        send: 'POST /Subscription',
        body: { ...asked('Patient?active=true', {}), status: 'error' },
        status: 422,
        has: { resourceType: 'OperationOutcome' },
      },
    ],
  },
  {
    section: 'subscription.html#Subscription.criteria',
    requires: 'a criterion that cannot be evaluated is refused with its reason',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Observation?subject:Patient.name=hoa', {}),
        status: 422,
        has: { resourceType: 'OperationOutcome' },
      },
    ],
  },
  {
    section: 'subscription.html#safety',
    requires: 'an inner address is not taken as endpoint, and secrets are not read back',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Patient?active=true', { type: 'rest-hook', endpoint: 'https://169.254.169.254/' }),
        status: 422,
      },
      {
        send: 'POST /Subscription',
        body: {
          ...asked('Patient?active=true', {
            type: 'rest-hook',
            endpoint: 'https://hook.invalid/',
            header: ['Authorization: Bearer hidden'],
          }),
          status: 'off',
        },
        status: 201,
        says: ['Authorization: sealed:'],
        keep: { id: 'id' },
      },
      { send: 'DELETE /Subscription/{id}', status: 204 },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: CapabilityStatement (R4)',
    requires: 'the topics are listed at the type Subscription',
    steps: [
      {
        send: 'GET /metadata',
        status: 200,
        has: {
          'rest.resource.extension.url': `${backport}/capabilitystatement-subscriptiontopic-canonical`,
          'rest.resource.extension.valueCanonical': '{base}/SubscriptionTopic/encounter-admitted',
        },
      },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: CapabilityStatement (R4)',
    requires: 'a topic that tells of deletions is listed, and can be asked for',
    steps: [
      {
        send: 'GET /metadata',
        status: 200,
        has: {
          'rest.resource.extension.valueCanonical': '{base}/SubscriptionTopic/laboratory-result-withdrawn',
        },
      },
      {
        send: 'POST /Subscription',
        body: asked('{base}/SubscriptionTopic/laboratory-result-withdrawn', {}),
        status: 201,
        keep: { id: 'id' },
      },
      { send: 'DELETE /Subscription/{id}', status: 204 },
      {
        send: 'POST /Subscription',
        body: asked('{base}/SubscriptionTopic/nothing', {}),
        status: 422,
      },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: filter criteria',
    requires: 'a topic is narrowed by its filter parameters and by no others',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked(
          '{base}/SubscriptionTopic/encounter-admitted',
          {},
          {
            _criteria: {
              extension: [
                { url: `${backport}/backport-filter-criteria`, valueString: 'Encounter?patient=Patient/any' },
              ],
            },
          },
        ),
        status: 201,
        keep: { id: 'id' },
      },
      { send: 'DELETE /Subscription/{id}', status: 204 },
      {
        send: 'POST /Subscription',
        body: asked(
          '{base}/SubscriptionTopic/encounter-admitted',
          {},
          {
            _criteria: {
              extension: [
                { url: `${backport}/backport-filter-criteria`, valueString: 'Encounter?reason-code=x' },
              ],
            },
          },
        ),
        status: 422,
      },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: $status',
    requires: 'a searchset of Parameters, one for each subscription that was asked for',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Patient?active=true', {}),
        status: 201,
        keep: { id: 'id' },
      },
      {
        send: 'GET /Subscription/{id}/$status',
        status: 200,
        has: {
          type: 'searchset',
          'entry.resource.resourceType': 'Parameters',
          'entry.resource.parameter.valueCode': 'query-status',
          'entry.resource.parameter.valueReference.reference': '{base}/Subscription/{id}',
        },
      },
      {
        send: 'POST /Subscription/$status',
        body: { resourceType: 'Parameters', parameter: [{ name: 'id', valueId: '{id}' }] },
        status: 200,
        has: { total: 1 },
      },
      { send: 'GET /Subscription/$status', as: 'stranger', status: 401 },
      { send: 'GET /Subscription/$status', as: 'bs.lan', status: 403 },
      { send: 'DELETE /Subscription/{id}', status: 204 },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: $events',
    requires: 'a history Bundle that begins with a status of type query-event; a number must be a number',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Patient?active=true', {}),
        status: 201,
        keep: { id: 'id' },
      },
      {
        send: 'GET /Subscription/{id}/$events?eventsSinceNumber=1',
        status: 200,
        has: {
          type: 'history',
          'entry.resource.parameter.valueCode': 'query-event',
          'entry.request.url': '{base}/Subscription/{id}/$status',
        },
      },
      { send: 'GET /Subscription/{id}/$events?eventsSinceNumber=x', status: 400 },
      { send: 'DELETE /Subscription/{id}', status: 204 },
    ],
  },
  {
    section: 'Subscriptions R5 Backport 1.1: $get-ws-binding-token',
    requires: 'a token, its end, the subscription and the address of the socket',
    steps: [
      {
        send: 'POST /Subscription',
        body: asked('Patient?active=true', {}),
        status: 201,
        keep: { id: 'id' },
      },
      {
        send: 'GET /Subscription/{id}/$get-ws-binding-token',
        status: 200,
        has: { resourceType: 'Parameters', 'parameter.valueString': '{id}' },
        holds: { 'parameter.name': ['token', 'expiration', 'subscription', 'websocket-url'] },
      },
      { send: 'DELETE /Subscription/{id}', status: 204 },
    ],
  },
];
