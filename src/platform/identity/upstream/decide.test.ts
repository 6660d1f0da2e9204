import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaims } from './claims.ts';
import { decideUpstream } from './decide.ts';
import type { HolderAccount, NumberHolder, UpstreamFacts } from './decide.ts';

const hoa: NumberHolder = {
  patientId: 'p-hoa',
  name: 'Nguyễn Thị Hoa',
  birthDate: '1988-03-12',
  isDead: false,
};
const account = (more: Partial<HolderAccount> = {}): HolderAccount => ({
  id: 'a-hoa',
  patientId: 'p-hoa',
  isDisabled: false,
  isOnlyCitizen: true,
  isLinked: false,
  ...more,
});
const person = { subject: 's', level: 2, personalNumber: '000188000001', birthDate: '1988-03-12' } as const;
const facts = (more: Partial<UpstreamFacts> = {}): UpstreamFacts => ({
  person,
  holders: [hoa],
  accounts: [],
  ...more,
});
const because = (more: Partial<UpstreamFacts>) => {
  const decision = decideUpstream(facts(more));
  return decision.kind === 'refuse' ? decision.because : decision.kind;
};

describe('somebody who comes from the national e-ID', () => {
  it('gets an account when her number is one person’s, and her own where she has one', () => {
    expect(decideUpstream(facts())).toEqual({ kind: 'create', holder: hoa });
    expect(decideUpstream(facts({ accounts: [account()] }))).toEqual({ kind: 'link', accountId: 'a-hoa' });
    expect(decideUpstream(facts({ linked: account({ isLinked: true }) }))).toEqual({
      kind: 'enter',
      accountId: 'a-hoa',
    });
  });

  it('comes in at level 1 only where level 2 linked her before', () => {
    const low = { ...person, level: 1 } as const;
    expect(because({ person: low })).toBe('level-too-low');
    expect(because({ person: low, accounts: [account()] })).toBe('level-too-low');
    expect(because({ person: low, linked: account() })).toBe('enter');
    expect(because({ person: { subject: 's', level: 1 }, linked: account() })).toBe('enter');
  });

  it('is sent to a station where nobody or several hold her number, or the birth differs, or its person has died', () => {
    expect(because({ holders: [] })).toBe('nobody');
    expect(because({ holders: [hoa, { ...hoa, patientId: 'p-2' }] })).toBe('several');
    expect(because({ holders: [{ ...hoa, birthDate: '1988-03-13' }] })).toBe('birth-differs');
    expect(because({ holders: [{ ...hoa, birthDate: '1988' }] })).toBe('create');
    expect(because({ holders: [{ ...hoa, isDead: true }] })).toBe('not-living');
    expect(because({ person: { subject: 's', level: 2 } })).toBe('number-missing');
  });

  it('never takes over an account by a number that has changed, here or there', () => {
    expect(because({ linked: account(), holders: [{ ...hoa, patientId: 'p-other' }] })).toBe(
      'number-changed',
    );
    expect(because({ linked: account(), holders: [] })).toBe('number-changed');
    expect(because({ accounts: [account({ isLinked: true })] })).toBe('account-linked');
    expect(because({ accounts: [account({ isOnlyCitizen: false })] })).toBe('account-of-worker');
    expect(because({ accounts: [account(), account({ id: 'a-2' })] })).toBe('account-of-worker');
    expect(because({ accounts: [account({ isDisabled: true })] })).toBe('account-closed');
    expect(because({ linked: account({ isDisabled: true }) })).toBe('account-closed');
  });

  it('never reaches a new record without level 2, whatever else is true', () => {
    const any = fc.record({
      id: fc.constantFrom('a', 'b'),
      patientId: fc.constantFrom('p-hoa', 'p-2'),
      isDisabled: fc.boolean(),
      isOnlyCitizen: fc.boolean(),
      isLinked: fc.boolean(),
    });
    const holder = fc.record({ patientId: fc.constantFrom('p-hoa', 'p-2'), isDead: fc.boolean() });
    fc.assert(
      fc.property(fc.array(holder), fc.array(any), fc.boolean(), (holders, accounts, hasNumber) => {
        const low = {
          subject: 's',
          level: 1 as const,
          ...(hasNumber ? { personalNumber: '000188000001' } : {}),
        };
        expect(decideUpstream({ person: low, holders, accounts }).kind).toBe('refuse');
      }),
    );
  });
});

describe('the claims of the e-ID', () => {
  it('count as not told where they have another form, and an unknown level is the lowest', () => {
    expect(readClaims({ sub: 's', acr: 'urn:sen:eid-level:2', personal_number: '000188000001' })).toEqual({
      subject: 's',
      level: 2,
      personalNumber: '000188000001',
    });
    for (const acr of ['2', 'toString', '__proto__', 2, undefined, ['urn:sen:eid-level:2']])
      expect(readClaims({ sub: 's', acr }).level).toBe(1);
    expect(readClaims({ sub: 's', personal_number: 188000001, name: '', birthdate: '12/03/1988' })).toEqual({
      subject: 's',
      level: 1,
    });
  });
});
