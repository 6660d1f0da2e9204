import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLicenceFault } from './licence.ts';
import type { Licence } from './licence.ts';
import { usableGrants } from './licensed-roles.ts';
import { readQualifications } from './read-qualifications.ts';

const licence = (more: Partial<Licence> = {}): Licence => ({
  number: '000001/SYN-GPHN',
  kind: 'GPHN',
  state: 'active',
  ...more,
});
const noon = (day: string): Date => new Date(`${day}T12:00:00+07:00`);

describe('a practising licence', () => {
  it('is good on its first day and through its last evening in Viet Nam, and not a minute longer', () => {
    const dated = licence({ validFrom: '2026-01-01', validTo: '2026-12-31' });
    const at = (text: string) => findLicenceFault([dated], new Date(text));
    expect(at('2025-12-31T23:59:59+07:00')).toBe('access.licence-not-begun');
    expect(at('2026-01-01T00:00:00+07:00')).toBeUndefined();
    expect(at('2026-12-31T23:59:59+07:00')).toBeUndefined();
    expect(at('2027-01-01T00:00:00+07:00')).toBe('access.licence-expired');
  });

  it('helps where an older one ended, but none helps where one is suspended', () => {
    const old = licence({ number: '000001/SYN-CCHN', state: 'revoked' });
    expect(findLicenceFault([old, licence()], noon('2026-06-01'))).toBeUndefined();
    expect(findLicenceFault([licence({ state: 'suspended' }), licence()], noon('2026-06-01'))).toBe(
      'access.licence-suspended',
    );
    expect(findLicenceFault([], noon('2026-06-01'))).toBe('access.licence-missing');
  });

  it('takes the clinical roles and no other', () => {
    const grants = [{ role: 'station-doctor', facilityId: 'f' }, { role: 'citizen' }];
    expect(usableGrants(grants, [], noon('2026-06-01'))).toEqual({
      grants: [{ role: 'citizen' }],
      withheld: { roles: ['station-doctor'], because: 'access.licence-missing' },
    });
    expect(usableGrants(grants, [licence()], noon('2026-06-01'))).toEqual({ grants });
    expect(usableGrants([{ role: 'administrator' }], [], noon('2026-06-01'))).toEqual({
      grants: [{ role: 'administrator' }],
    });
  });

  it('never gives more rights when it is suspended, revoked, expired or taken away', () => {
    const day = fc.constantFrom('2025-01-01', '2026-01-01', '2027-01-01');
    const any = fc.record({
      number: fc.string(),
      kind: fc.constant('GPHN' as const),
      state: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
      validFrom: day,
      validTo: day,
    });
    fc.assert(
      fc.property(fc.array(any), any, fc.boolean(), (others, one, isSuspended) => {
        const now = noon('2026-06-01');
        const worse: Licence = isSuspended
          ? { ...one, state: 'suspended' }
          : { ...one, validTo: '2025-06-01' };
        const before = findLicenceFault([...others, one], now);
        const after = findLicenceFault([...others, worse], now);
        expect(before !== undefined && after === undefined).toBe(false);
      }),
    );
  });
});

describe('what a practitioner shows in the record', () => {
  const system = 'urn:vn:gphn';
  const shown = (qualification: object[], more: object = {}) =>
    readQualifications({ resourceType: 'Practitioner', qualification, ...more });

  it('is read with its number, scope and days; a new licence without a last day is good for five years', () => {
    const period = { start: '2024-02-29' };
    expect(
      shown([
        { identifier: [{ system, value: '000001/SYN-GPHN' }], code: { text: 'Nội khoa' }, period },
        { identifier: [{ system, value: '000002/SYN-CCHN' }], code: {}, period },
        {
          identifier: [{ system, value: 'giấy cũ 77' }],
          code: {},
          period: { start: '2020', end: '2027-02' },
        },
        { code: { text: 'Thạc sĩ' } },
      ]),
    ).toEqual([
      {
        number: '000001/SYN-GPHN',
        kind: 'GPHN',
        state: 'active',
        scope: 'Nội khoa',
        validFrom: '2024-02-29',
        validTo: '2029-02-28',
      },
      { number: '000002/SYN-CCHN', kind: 'CCHN', state: 'active', validFrom: '2024-02-29' },
      {
        number: 'giấy cũ 77',
        kind: 'other',
        state: 'active',
        validFrom: '2020-01-01',
        validTo: '2027-02-28',
      },
    ]);
  });

  it('counts as suspended where the practitioner is not active, and as nothing where it makes no sense', () => {
    const one = [{ identifier: [{ system, value: '000001/SYN-CCHN' }] }];
    expect(shown(one, { active: false })[0]?.state).toBe('suspended');
    for (const broken of [null, 'x', 7, [null], [[]], [{ identifier: 'x' }], [{ identifier: [{ system }] }]])
      expect(readQualifications({ qualification: broken })).toEqual([]);
  });
});
