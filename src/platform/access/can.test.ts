import { describe, expect, it } from 'vitest';
import type { Policy } from '../module/define-module.ts';
import type { Actor } from './actor.ts';
import { anonymousActor, platformActor, purposeOf } from './actors.ts';
import { can } from './can.ts';
import { refusals, refusalSentence } from './refusals.ts';
import { findRoleFault, gatherRoles, permissionsOf, platformRoles } from './roles.ts';
import { narrowScopes, parseSmartScope, printSmartScope } from './smart-scope.ts';

const roles = gatherRoles([
  { id: 'administrator', title: { vi: 'Khác', en: 'Other' }, grants: ['doors.mend'] },
  { id: 'pharmacist', title: { vi: 'Dược sĩ', en: 'Pharmacist' }, grants: ['pharmacy.dispense'] },
]);
const lan: Actor = {
  ...anonymousActor('r'),
  kind: 'person',
  accountId: 'lan',
  roles: ['pharmacist'],
  permissions: permissionsOf(roles, ['pharmacist']),
  facilityId: 'f1',
};
const ownFacility: Policy = {
  permission: 'pharmacy.dispense',
  sentence: { vi: 'Chỉ tại nhà thuốc của mình.', en: 'Only at the own pharmacy.' },
  check: (actor, subject) =>
    actor.facilityId === subject.facilityId ? 'allow' : { refuse: 'pharmacy.other-facility' },
};

describe('permissions', () => {
  it('a pharmacist dispenses at her own pharmacy and not at another', () => {
    expect(can(lan, 'pharmacy.dispense', { facilityId: 'f1' }, [ownFacility])).toBe('allow');
    expect(can(lan, 'pharmacy.dispense', { facilityId: 'f2' }, [ownFacility])).toEqual({
      refuse: 'pharmacy.other-facility',
    });
  });

  it('a policy about another permission does not narrow this one', () => {
    expect(can(lan, 'pharmacy.dispense', {}, [{ ...ownFacility, permission: 'pharmacy.order' }])).toBe(
      'allow',
    );
  });

  it('what no role grants is refused, and nobody without sign-in may do anything', () => {
    expect(can(lan, 'doors.mend')).toEqual({ refuse: 'access.no-permission' });
    expect(can(anonymousActor('r'), 'pharmacy.dispense')).toEqual({ refuse: 'access.not-signed-in' });
    expect(can(platformActor('r'), 'doors.mend')).toBe('allow');
  });

  it('a module adds to a platform role without losing what the platform grants', () => {
    expect([...permissionsOf(roles, ['administrator'])].toSorted()).toEqual([
      'doors.mend',
      'identity.manage',
      'record.expunge',
    ]);
    expect(roles.get('administrator')?.title.en).toBe('Administrator');
    expect(permissionsOf(roles, ['nobody-declared']).size).toBe(0);
  });

  it('an administrator neither sees nor writes records; of them she may only ask for erasure by law', () => {
    const grants = platformRoles.find((role) => role.id === 'administrator')?.grants ?? [];
    expect(grants.filter((grant) => grant.startsWith('record.') || grant.startsWith('people.'))).toEqual([
      'record.expunge',
    ]);
  });
});

describe('roles that may meet in one account', () => {
  it.each([
    [[{ role: 'citizen' }], undefined],
    [[{ role: 'citizen' }, { role: 'hospital-doctor', facilityId: 'f' }], undefined],
    [[{ role: 'station-doctor' }], 'facility-missing'],
    [[{ role: 'administrator' }, { role: 'station-doctor', facilityId: 'f' }], 'administrator-alone'],
    [[{ role: 'citizen', facilityId: 'f' }], 'facility-needless'],
    [[{ role: 'integration' }], 'system-only'],
    [[{ role: 'king' }], 'unknown-role'],
  ])('%j gives %s', (grants, fault) => {
    expect(findRoleFault(grants, roles)).toBe(fault);
  });

  it('the purpose written to the audit follows the role', () => {
    expect(purposeOf(['citizen'])).toBe('own');
    expect(purposeOf(['citizen', 'hospital-doctor'])).toBe('care');
    expect(purposeOf(['administrator'])).toBe('administration');
  });
});

describe('SMART scopes', () => {
  it.each([
    ['system/*.cruds', 'cruds'],
    ['system/Observation.rs', 'rs'],
    ['patient/Patient.read', 'rs'],
    ['user/Condition.write', 'cud'],
    ['system/*.*', 'cruds'],
  ])('%s is read', (text, letters) => {
    expect([...(parseSmartScope(text)?.letters ?? [])].join('')).toBe(letters);
  });

  it.each([
    '',
    'openid',
    'system/*',
    'system/*.',
    'system/patient.rs',
    'system/Patient.sr',
    'root/*.rs',
    'system/Observation.rs?subject=Patient/1',
    'system/Observation.rs?category:not=laboratory',
    'system/Observation.rs?category=',
    'system/Observation.rs?category=http://x|',
    'system/Observation.rs?category=|laboratory',
    'system/Observation.rs?_id=1',
    'system/Observation.rs?_sort=date',
    'system/Observation.rs?date=gt2020',
    'system/Observation.rs?nothing=x',
    'system/Observation.rs?category=laboratory&nothing=x',
    'system/Observation.rs?category=%ZZ',
    'system/Observation.rs?',
    'system/Observation.read?category=laboratory',
    'system/Nothing.rs?category=laboratory',
    'system/*.rs?_tag=a',
    'system/*.rs x',
  ])('%s is not a scope', (text) => {
    expect(parseSmartScope(text)).toBeUndefined();
  });

  it('a client gets the part that it asks for and holds, never more', () => {
    expect(narrowScopes('system/Observation.rs', 'system/*.cruds')).toEqual(['system/Observation.rs']);
    expect(narrowScopes('system/*.cruds', 'system/Observation.rs system/Patient.r')).toEqual([
      'system/Observation.rs',
      'system/Patient.r',
    ]);
    expect(narrowScopes('system/Patient.read', 'system/*.rs')).toEqual(['system/Patient.read']);
    expect(narrowScopes('system/Patient.cruds', 'system/Patient.rs')).toEqual(['system/Patient.rs']);
    expect(narrowScopes('system/Patient.write user/*.rs', 'system/*.rs')).toEqual([]);
  });

  const laboratory = 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

  it('a filter is read, and written as it was', () => {
    const text = `patient/Observation.rs?${laboratory}`;
    const scope = parseSmartScope(text);
    expect(scope?.filter).toEqual([
      {
        name: 'category',
        value: 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      },
    ]);
    expect(scope && printSmartScope(scope)).toBe(text);
    const odd = parseSmartScope('user/Observation.r?code=a%20b%26c&_tag=x&code=a%20b%26c');
    expect(odd?.filter).toEqual([
      { name: '_tag', value: 'x' },
      { name: 'code', value: 'a b&c' },
    ]);
    expect(odd && printSmartScope(odd)).toBe('user/Observation.r?_tag=x&code=a%20b%26c');
  });

  it('the common part of filters is both at once: neither side is widened', () => {
    expect(narrowScopes('system/Observation.rs', `system/Observation.rs?${laboratory}`)).toEqual([
      `system/Observation.rs?${laboratory}`,
    ]);
    expect(narrowScopes(`system/Observation.r?${laboratory}`, 'system/*.cruds')).toEqual([
      `system/Observation.r?${laboratory}`,
    ]);
    expect(
      narrowScopes('system/Observation.rs?status=final', `system/*.r system/Observation.s?${laboratory}`),
    ).toEqual(['system/Observation.r?status=final', `system/Observation.s?${laboratory}&status=final`]);
  });
});

describe('refusals', () => {
  it('each has a sentence in both languages and an unknown code gets the general one', () => {
    for (const code of Object.keys(refusals)) {
      expect(refusalSentence(code).vi).not.toBe(refusalSentence(code).en);
    }
    expect(refusalSentence('pharmacy.other-facility')).toBe(refusals['access.no-permission']);
  });
});
