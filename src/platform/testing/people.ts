import type { Organization, Patient, Practitioner, Resource } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Platform } from '../module/platform.ts';
import { anActor } from './an-actor.ts';

/** Ids of the people that every test may count on. Their user names: hoa, bs.lan, bs.minh, quantri. */
export interface TestPeople {
  /** Chị Hoa, a citizen in the charge of the station; account 'hoa'. */
  readonly hoa: { readonly accountId: string; readonly patientId: string };
  /** Doctor of the commune station; account 'bs.lan'. */
  readonly lan: { readonly accountId: string; readonly practitionerId: string };
  /** Doctor of a hospital that has never met Hoa; account 'bs.minh'. */
  readonly minh: { readonly accountId: string; readonly practitionerId: string };
  /** Administrator; account 'quantri'. */
  readonly admin: { readonly accountId: string };
  /** Organization ids. */
  readonly station: string;
  readonly hospital: string;
}

/** Makes them through the record and identity themselves. */
export async function makePeople(platform: Platform): Promise<TestPeople> {
  const { record } = platform.context(anActor());
  const create = async (resource: Resource): Promise<string> => (await record.create(resource)).id;
  const organization = (name: string): Organization => ({ resourceType: 'Organization', active: true, name });
  const practitioner = (text: string, licence: string): Practitioner => ({
    resourceType: 'Practitioner',
    name: [{ text }],
    qualification: [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: licence }],
        code: { text: 'Bác sĩ' },
      },
    ],
  });
  const station = await create(organization('Trạm Y tế phường Sen'));
  const hospital = await create(organization('Bệnh viện Đa khoa Sen'));
  const hoa: Patient = {
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: 'Nguyễn Thị Hoa', family: 'Nguyễn', given: ['Thị', 'Hoa'] }],
    gender: 'female',
    birthDate: '1988-03-12',
    managingOrganization: { reference: `Organization/${station}` },
  };
  const patientId = await create(hoa);
  const lanId = await create(practitioner('Trần Thị Lan', '000001/SYN-CCHN'));
  const minhId = await create(practitioner('Lê Văn Minh', '000002/SYN-CCHN'));
  const account = async (person: Parameters<typeof platform.identity.createPerson>[0]): Promise<string> =>
    (await platform.identity.createPerson(person)).accountId;
  return {
    hoa: {
      patientId,
      accountId: await account({
        username: 'hoa',
        display: 'Nguyễn Thị Hoa',
        roles: [{ role: 'citizen' }],
        patientId,
      }),
    },
    lan: {
      practitionerId: lanId,
      accountId: await account({
        username: 'bs.lan',
        display: 'BS Trần Thị Lan',
        roles: [{ role: 'station-doctor', facilityId: station }],
        practitionerId: lanId,
      }),
    },
    minh: {
      practitionerId: minhId,
      accountId: await account({
        username: 'bs.minh',
        display: 'BS Lê Văn Minh',
        roles: [{ role: 'hospital-doctor', facilityId: hospital }],
        practitionerId: minhId,
      }),
    },
    admin: {
      accountId: await account({
        username: 'quantri',
        display: 'Quản trị',
        roles: [{ role: 'administrator' }],
      }),
    },
    station,
    hospital,
  };
}
