import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, RecordScope } from './actor.ts';
import { anonymousActor, platformActor } from './actors.ts';
import { decide, type PersonFacts } from './decide.ts';
import { recordScope } from './record-scope.ts';
import { isOpenType } from './resource-kinds.ts';

interface RecordFacts {
  readonly resourceType: string;
  readonly patientId?: string;
  readonly isInCare?: boolean;
}

const now = new Date('2026-11-23T00:00:00Z');
const inCharge: PersonFacts = {
  ties: ['f1', 'f2'].map(
    (grantee) =>
      ({ kind: 'charge', grantee, since: new Date(0), until: null, opens: 0, types: null }) as const,
  ),
  closings: [],
  now,
};

/** The decision about one line that tells nothing sensitive. */
function decideRecord(
  actor: Actor,
  interaction: Parameters<RecordScope['may']>[0],
  { resourceType, patientId, isInCare }: RecordFacts,
): ReturnType<typeof decide> {
  const isOwn = patientId !== undefined && recordScope(actor).patientIds.includes(patientId);
  const facts = isInCare === true ? inCharge : { ...inCharge, ties: [] };
  return decide(actor, interaction, { resourceType, isOwn, sensitive: 0 }, facts);
}

const interactions = ['create', 'read', 'update', 'delete', 'search'] as const;
const types = [
  'Patient',
  'Observation',
  'Condition',
  'Consent',
  'Provenance',
  'Organization',
  'ValueSet',
  'AuditEvent',
  'Binary',
  'Person',
];
const roleIds = ['citizen', 'station-doctor', 'hospital-doctor', 'administrator', 'pharmacist'];

const person = fc.record({
  roles: fc.uniqueArray(fc.constantFrom(...roleIds), { maxLength: 4 }),
  patientId: fc.option(fc.constantFrom('p1', 'p2'), { nil: undefined }),
  facilityId: fc.option(fc.constantFrom('f1', 'f2'), { nil: undefined }),
});

const facts: fc.Arbitrary<RecordFacts> = fc
  .record({
    resourceType: fc.constantFrom(...types),
    patientId: fc.option(fc.constantFrom('p1', 'p2', 'p3'), { nil: undefined }),
    isInCare: fc.boolean(),
  })
  .map(({ patientId, ...rest }) => (patientId === undefined ? rest : { ...rest, patientId }));

const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((chosen) => chosen.join(''));
const scopeText = (context: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('*', ...types), fc.oneof(letters, fc.constantFrom('read', 'write', '*')))
    .map(([type, verb]) => `${context}/${type}.${verb}`);

function actorOf(
  part: { roles: readonly string[]; patientId?: string | undefined; facilityId?: string | undefined },
  scopes: readonly string[] = [],
): Actor {
  return {
    kind: 'person',
    accountId: 'a1',
    display: 'Someone',
    roles: part.roles,
    permissions: new Set(),
    scopes,
    ...(part.patientId === undefined ? {} : { patientId: part.patientId }),
    ...(part.facilityId === undefined ? {} : { facilityId: part.facilityId }),
    purpose: 'care',
    language: 'vi',
    requestId: 'r1',
  };
}

function systemOf(scopes: readonly string[]): Actor {
  return { ...actorOf({ roles: ['integration'] }, scopes), kind: 'system' };
}

/** Every right in `less` is also in `more`. */
function expectNoMore(less: Actor, more: Actor, on: RecordFacts): void {
  for (const interaction of interactions) {
    if (decideRecord(less, interaction, on) === 'allow')
      expect(decideRecord(more, interaction, on)).toBe('allow');
  }
}

function mayAnything(scope: RecordScope): boolean {
  return interactions.some((interaction) => types.some((type) => scope.may(interaction, type)));
}

describe('what an actor reaches in the record', () => {
  it('a role less never gives more right', () => {
    fc.assert(
      fc.property(person, facts, fc.nat(), (part, on, pick) => {
        const roles = part.roles.filter((_, index) => index !== pick % Math.max(1, part.roles.length));
        expectNoMore(actorOf({ ...part, roles }), actorOf(part), on);
      }),
    );
  });

  it('an app never has more right than the person who signed in to it', () => {
    fc.assert(
      fc.property(
        person,
        facts,
        fc
          .constantFrom('patient', 'user')
          .chain((context) => fc.array(scopeText(context), { minLength: 1, maxLength: 3 })),
        (part, on, scopes) => {
          expectNoMore(actorOf(part, scopes), actorOf(part), on);
        },
      ),
    );
  });

  it('a scope less never gives a system more right', () => {
    fc.assert(
      fc.property(fc.array(scopeText('system'), { minLength: 1, maxLength: 4 }), facts, (scopes, on) => {
        expectNoMore(systemOf(scopes.slice(1)), systemOf(scopes), on);
      }),
    );
  });

  it('nobody who has not signed in reaches anything', () => {
    fc.assert(
      fc.property(facts, (on) => {
        for (const interaction of interactions) {
          expect(decideRecord(anonymousActor('r'), interaction, on)).toEqual({
            refuse: 'access.not-signed-in',
          });
        }
      }),
    );
    expect(mayAnything(recordScope(anonymousActor('r')))).toBe(false);
  });

  it('an administrator reaches no person at all', () => {
    fc.assert(
      fc.property(facts, person, (on, part) => {
        const administrator = actorOf({ ...part, roles: ['administrator'] });
        expect(recordScope(administrator).reach).toBe('none');
        if (isOpenType(on.resourceType)) return;
        for (const interaction of interactions)
          expect(decideRecord(administrator, interaction, on)).not.toBe('allow');
      }),
    );
  });

  it('a citizen reaches only her own record', () => {
    fc.assert(
      fc.property(facts, (on) => {
        const hoa = actorOf({ roles: ['citizen'], patientId: 'p1', facilityId: 'f1' });
        for (const interaction of interactions) {
          if (decideRecord(hoa, interaction, on) !== 'allow' || isOpenType(on.resourceType)) continue;
          expect(on.patientId).toBe('p1');
        }
      }),
    );
  });

  it('a doctor reaches only persons in the care of the facility, and nobody without a facility', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('station-doctor', 'hospital-doctor'), (on, role) => {
        const doctor = actorOf({ roles: [role], facilityId: 'f1' });
        const unposted = actorOf({ roles: [role] });
        for (const interaction of interactions) {
          if (isOpenType(on.resourceType)) continue;
          if (decideRecord(doctor, interaction, on) === 'allow') expect(on.isInCare).toBe(true);
          expect(decideRecord(unposted, interaction, on)).not.toBe('allow');
        }
      }),
    );
  });

  it('people never delete, never touch the trace of who did what and never write definitions', () => {
    fc.assert(
      fc.property(person, facts, (part, on) => {
        const actor = actorOf(part);
        expect(decideRecord(actor, 'delete', on)).not.toBe('allow');
        for (const interaction of interactions) {
          expect(recordScope(actor).may(interaction, 'AuditEvent')).toBe(false);
        }
        expect(recordScope(actor).may('create', 'Organization')).toBe(false);
        expect(recordScope(actor).may('update', 'ValueSet')).toBe(false);
      }),
    );
  });

  it('Sen itself reaches everything', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...interactions), (on, interaction) => {
        expect(decideRecord(platformActor('r'), interaction, on)).toBe('allow');
      }),
    );
  });
});

describe('what a role may write', () => {
  const hoa = actorOf({ roles: ['citizen'], patientId: 'p1' });
  const lan = actorOf({ roles: ['station-doctor'], facilityId: 'f1' });

  it('a citizen adds her own readings but does not change what a facility wrote', () => {
    expect(decideRecord(hoa, 'create', { resourceType: 'Observation', patientId: 'p1' })).toBe('allow');
    expect(decideRecord(hoa, 'update', { resourceType: 'Observation', patientId: 'p1' })).toEqual({
      refuse: 'access.not-for-role',
    });
    expect(decideRecord(hoa, 'update', { resourceType: 'Consent', patientId: 'p1' })).toBe('allow');
    expect(decideRecord(hoa, 'create', { resourceType: 'Condition', patientId: 'p1' })).toEqual({
      refuse: 'access.not-for-role',
    });
  });

  it('a doctor writes a visit of a person in care and is told why another is refused', () => {
    expect(decideRecord(lan, 'create', { resourceType: 'Encounter', patientId: 'p9', isInCare: true })).toBe(
      'allow',
    );
    expect(
      decideRecord(lan, 'read', { resourceType: 'Encounter', patientId: 'p9', isInCare: false }),
    ).toEqual({ refuse: 'access.outside-reach' });
    expect(decideRecord(lan, 'create', { resourceType: 'Organization' })).toEqual({
      refuse: 'access.not-for-role',
    });
    expect(decideRecord(lan, 'read', { resourceType: 'Organization' })).toBe('allow');
  });

  it('a doctor who is also a citizen keeps her own record', () => {
    const both = actorOf({ roles: ['citizen', 'hospital-doctor'], patientId: 'p1', facilityId: 'f1' });
    expect(decideRecord(both, 'read', { resourceType: 'Condition', patientId: 'p1', isInCare: false })).toBe(
      'allow',
    );
    expect(recordScope(both)).toMatchObject({ reach: 'facility', facilityId: 'f1', patientIds: ['p1'] });
  });
});

describe('what a system may do', () => {
  it('the widest scope writes every type, also directories', () => {
    const hospital = systemOf(['system/*.cruds']);
    for (const type of types.filter((type) => type !== 'AuditEvent')) {
      for (const interaction of interactions)
        expect(decideRecord(hospital, interaction, { resourceType: type, patientId: 'p1' })).toBe('allow');
    }
  });

  it('a trace may be added and read, never rewritten or deleted', () => {
    const scope = recordScope(systemOf(['system/*.cruds']));
    expect(scope.may('create', 'AuditEvent')).toBe(true);
    expect(scope.may('update', 'AuditEvent')).toBe(false);
    expect(scope.may('delete', 'AuditEvent')).toBe(false);
  });

  it('SMART v1 and v2 words mean the same', () => {
    const one = recordScope(systemOf(['system/Patient.read']));
    const two = recordScope(systemOf(['system/Patient.rs']));
    for (const interaction of interactions) {
      expect(one.may(interaction, 'Patient')).toBe(two.may(interaction, 'Patient'));
      expect(one.may(interaction, 'Observation')).toBe(false);
    }
    expect(decideRecord(systemOf(['system/Patient.read']), 'create', { resourceType: 'Patient' })).toEqual({
      refuse: 'access.not-in-scope',
    });
  });

  it('a system without a scope, or with one that is not understood, reaches nothing', () => {
    for (const scopes of [
      [],
      ['openid'],
      ['patient/*.rs'],
      ['system/*.x'],
      ['system/Observation.rs?subject=Patient/x'],
    ]) {
      expect(mayAnything(recordScope(systemOf(scopes)))).toBe(false);
    }
  });
});

describe('what an app may do for a person', () => {
  it('an app with patient scopes sees the person herself, even where she is a doctor', () => {
    const actor = actorOf({ roles: ['citizen', 'hospital-doctor'], patientId: 'p1', facilityId: 'f1' }, [
      'patient/Observation.rs',
    ]);
    expect(decideRecord(actor, 'read', { resourceType: 'Observation', patientId: 'p1' })).toBe('allow');
    expect(
      decideRecord(actor, 'read', { resourceType: 'Observation', patientId: 'p2', isInCare: true }),
    ).toEqual({ refuse: 'access.outside-reach' });
    expect(decideRecord(actor, 'read', { resourceType: 'Condition', patientId: 'p1' })).toEqual({
      refuse: 'access.not-for-app',
    });
  });

  it('a token that claims two contexts, or none at all, reaches nothing', () => {
    for (const scopes of [
      ['patient/*.rs', 'user/*.rs'],
      ['openid', 'profile'],
    ]) {
      expect(mayAnything(recordScope(actorOf({ roles: ['citizen'], patientId: 'p1' }, scopes)))).toBe(false);
    }
  });
});
