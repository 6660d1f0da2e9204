import type { Patient } from '@medplum/fhirtypes';
import { describe, expect, it, test } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { makePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { alikeOf, nobodyYet, patientOfPerson, problemsOfPerson, readBirth } from './new-person.ts';

const today = '2026-11-23';
const an = { ...nobodyYet, name: 'Lê Văn An', birth: '5/10/2022', gender: 'male' } as const;
const number = makePersonalNumber({ provinceCode: '082', sex: 'male', birthYear: 2022, serial: 7 });

test.each([
  ['5/10/1960', '1960-10-05'],
  ['05.10.1960', '1960-10-05'],
  ['10/1960', '1960-10'],
  ['1960', '1960'],
  ['31/2/1960', undefined],
  ['hôm qua', undefined],
  ['1/1/60', undefined],
])('a birth date typed as %s is read as %s', (typed, read) => {
  expect(readBirth(typed)).toBe(read);
});

describe('somebody new at a station without a network', () => {
  it('is registered by name, birth and sex; a birth after today, or a number of somebody else, is asked again', () => {
    expect(problemsOfPerson(an, today)).toEqual([]);
    expect(problemsOfPerson({ ...an, number }, today)).toEqual([]);
    expect(problemsOfPerson(nobodyYet, today)).toEqual(['name', 'birth', 'gender']);
    expect(problemsOfPerson({ ...an, birth: '24/11/2026' }, today)).toEqual(['future']);
    expect(problemsOfPerson({ ...an, number: '12345' }, today)).toEqual(['number']);
    expect(problemsOfPerson({ ...an, gender: 'female', number }, today)).toEqual(['number-other']);
    expect(problemsOfPerson({ ...an, birth: '1990', number }, today)).toEqual(['number-other']);
  });

  it('is asked about where another child has the same name and day, and nobody is joined by herself', () => {
    const listed = [
      { name: 'LÊ VĂN AN', birthDate: '2022-10-05' },
      { name: 'Lê Văn An', birthDate: '2022-10-06' },
      { name: 'Lê Văn An', birthDate: '2022' },
      { name: 'Lê Văn Ân', birthDate: '2022-10-05' },
    ];
    expect(alikeOf(an, listed)).toEqual([listed[0], listed[2]]);
  });

  it('has a temporary code that no other device gives, the station in charge, and the address of the home she lives in', () => {
    const home: Patient = {
      resourceType: 'Patient',
      id: 'mother',
      address: [{ use: 'home', text: 'Ấp 3, Xã Tân Phú' }],
    };
    const made = (id: string) =>
      patientOfPerson(an, {
        id,
        stationId: 's',
        stationCode: '82001',
        now: new Date('2026-11-23T03:00:00Z'),
        home,
      });
    const [one, other] = [
      made('abc0193a-1111-8111-8111-000000000001'),
      made('abc0193a-1111-8111-8111-000000000002'),
    ];
    expect(one).toMatchObject({
      birthDate: '2022-10-05',
      gender: 'male',
      name: [{ text: 'Lê Văn An', family: 'Lê' }],
      managingOrganization: { reference: 'Organization/s' },
      address: [{ text: 'Ấp 3, Xã Tân Phú' }],
      extension: [{ url: 'urn:sen:lives-with', valueReference: { reference: 'Patient/mother' } }],
    });
    const codes = [one, other].map(({ identifier }) => identifier![0]!);
    expect(codes[0]).toMatchObject({ use: 'temp', system: identifierSystem.temporary });
    expect(codes[0]!.value).toMatch(/^VD-82001-20261123-9\d{9}$/);
    expect(codes[0]!.value).not.toBe(codes[1]!.value);
  });

  it('has her personal number and no temporary code where it is known', () => {
    const made = patientOfPerson(
      { ...an, number },
      {
        id: 'x',
        stationId: 's',
        stationCode: undefined,
        now: new Date(),
        home: undefined,
      },
    );
    expect(made.identifier).toEqual([
      { use: 'official', system: identifierSystem.personalNumber, value: number },
    ]);
    expect(made.meta).toBeUndefined();
  });
});
