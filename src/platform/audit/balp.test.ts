import type { AuditEvent } from '@medplum/fhirtypes';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { newId } from '#kernel/fhir/id.ts';
import { toAuditEvent } from './balp.ts';
import { eventShapes } from './balp-codes.ts';
import type { AuditRecord } from './search-audit.ts';

const at = new Date('2026-03-01T02:00:00Z');
const patient = newId(77, at);
const house = { baseUrl: 'https://sen.example.vn/fhir' };
const aLine = (part: Partial<AuditRecord> = {}): AuditRecord => ({
  id: newId(77, at),
  at,
  request_id: 'req-1',
  actor_kind: 'person',
  actor_id: 'account-1',
  actor_roles: ['hospital-doctor'],
  facility_id: 'f1',
  purpose: 'care',
  action: 'read',
  resource_type: 'Observation',
  resource_id: 'o1',
  patient_id: patient,
  query: null,
  outcome: 'ok',
  count: null,
  ...part,
});

/** What the profiles of IHE BALP ask, one row a profile: subtype, action, type of client, type of server, type of user. */
const asked: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  create: ['create', 'C', '110153', '110152', 'AUT'],
  read: ['read', 'R', '110152', '110153', 'IRCP'],
  update: ['update', 'U', '110153', '110152', 'AUT'],
  delete: ['delete', 'D', '110150', 'custodian', 'AUT'],
  search: ['search', 'E', '110153', '110152', 'IRCP'],
};
const profileOf = ({ meta }: AuditEvent): string => meta?.profile?.[0]?.split('.').at(-1) ?? '';

describe('an audit line as an AuditEvent', () => {
  it.each(Object.entries(asked))(
    'tells a %s as its profile of BALP asks',
    (action, [subtype, code, client, server, user]) => {
      const event = toAuditEvent(aLine({ action, query: action === 'search' ? 'code date' : null }), house);
      expect(validateStructure(event)).toEqual([]);
      expect(profileOf(event)).toMatch(/^Patient/);
      expect(event.type).toMatchObject({ code: 'rest' });
      expect(event.subtype?.map((one) => one.code)).toEqual([subtype]);
      expect([event.action, event.outcome]).toEqual([code, '0']);
      const types = event.agent.map((agent) => agent.type?.coding?.[0]?.code);
      expect(types).toEqual([client, server, user, 'PROV']);
      for (const agent of event.agent.slice(0, 2))
        expect([agent.who, agent.network, agent.media]).toMatchObject([{}, {}, undefined]);
      expect(event.agent[2]).toMatchObject({
        requestor: true,
        purposeOfUse: [{ coding: [{ code: 'TREAT' }] }],
      });
      expect(event.agent[2]?.network).toBeUndefined();
      const entities = event.entity?.map((entity) => `${entity.type?.code} ${entity.role?.code ?? ''}`);
      expect(entities).toEqual(['XrequestId ', '1 1', action === 'search' ? '2 24' : '2 4']);
      expect(event.entity?.[1]?.what?.reference).toBe(`Patient/${patient}`);
    },
  );

  it('holds the names of what was searched by, in base64 as the profile asks, and nothing else of the question', () => {
    const event = toAuditEvent(
      aLine({ action: 'search', query: 'code date', resource_id: null, count: 3 }),
      house,
    );
    const query = event.entity?.find((entity) => entity.role?.code === '24');
    expect(Buffer.from(query?.query ?? '', 'base64').toString()).toBe('Observation?code&date');
    expect(query?.description).toBe('Observation?code&date (3)');
  });

  it('tells the question with its values only where it is brought along', () => {
    const line = aLine({ action: 'search', query: 'name', resource_id: null, count: 1 });
    const questions = new Map([[line.id, 'Patient?name=Lan']]);
    const query = toAuditEvent(line, { ...house, questions }).entity?.find((one) => one.role?.code === '24');
    expect(Buffer.from(query?.query ?? '', 'base64').toString()).toBe('Patient?name=Lan');
    expect(query?.description).toBe('Observation?name (1)');
  });

  it('claims no profile for what was refused or failed, and says so in the outcome', () => {
    for (const [outcome, code] of [
      ['refused', '4'],
      ['error', '8'],
    ] as const) {
      const event = toAuditEvent(
        aLine({ action: outcome === 'refused' ? 'refused' : 'read', outcome }),
        house,
      );
      expect([profileOf(event), event.outcome]).toEqual(['', code]);
      expect(validateStructure(event)).toEqual([]);
    }
  });

  it('tells breaking the glass as an emergency override', () => {
    const event = toAuditEvent(aLine({ action: 'break-glass', purpose: 'emergency' }), house);
    expect(event.subtype?.[0]?.code).toBe('110127');
    expect(event.purposeOfEvent?.[0]?.coding?.[0]?.code).toBe('BTG');
  });

  it('names a connected system as the client and nobody as the user', () => {
    const event = toAuditEvent(aLine({ actor_kind: 'system', actor_roles: [''], facility_id: null }), house);
    expect(event.agent).toHaveLength(2);
    expect(event.agent[0]).toMatchObject({ requestor: true, who: { identifier: { value: 'account-1' } } });
  });

  it('is a right FHIR resource, whatever the line holds', () => {
    const text = fc.option(
      fc.string({ maxLength: 30 }).map((one) => `x${one.replaceAll(/[^a-zA-Z0-9 ,$/.-]/g, '')}`),
    );
    const line = fc.record({
      action: fc.constantFrom(...Object.keys(eventShapes), 'from-a-newer-program'),
      actor_kind: fc.constantFrom('person', 'system', 'platform', 'anonymous'),
      purpose: fc.constantFrom('own', 'care', 'emergency', 'unheard-of'),
      resource_type: fc.constantFrom(null, 'Patient', 'Observation'),
      resource_id: text,
      query: text,
      patient_id: fc.constantFrom(null, patient),
      facility_id: fc.constantFrom(null, 'f1'),
      count: fc.option(fc.nat()),
      outcome: fc.constantFrom('ok', 'refused', 'error'),
    });
    fc.assert(
      fc.property(line, (part) => {
        const event = toAuditEvent(aLine(part), house);
        expect(validateStructure(event)).toEqual([]);
        expect(toAuditEvent(aLine({ ...part, id: event.id! }), house)).toEqual(event);
      }),
      { numRuns: 200 },
    );
  });
});
