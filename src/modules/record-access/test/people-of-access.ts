import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';

/** A made-up personal number; not of chị Hoa, who has none. */
export const maiNumber = '001188000014';

/** Who these tests need beside the people of all tests. */
export interface AccessPeople {
  /** A person of the station with a personal number. */
  readonly maiId: string;
  /** A diagnosis of chị Hoa that asks for a reason, and one that does not. */
  readonly sensitiveId: string;
  readonly plainId: string;
}

/** Supervisors of both facilities (giamsat, giamsat.bv), a pharmacist (ds.tu), chị Mai with a number, two diagnoses of chị Hoa. */
export async function makeAccessPeople(sen: TestPlatform): Promise<AccessPeople> {
  const people = await sen.people();
  const { record } = sen.context();
  const account = (username: string, display: string, role: string, facilityId: string) =>
    sen.platform.identity.createPerson({ username, display, roles: [{ role, facilityId }] });
  await account('giamsat', 'Phạm Thị Giám', 'supervisor', people.station);
  await account('giamsat.bv', 'Vũ Văn Sát', 'supervisor', people.hospital);
  await account('ds.tu', 'DS Đỗ Anh Tú', 'pharmacist', people.hospital);
  const mai = await record.create({
    resourceType: 'Patient',
    identifier: [{ system: identifierSystem.personalNumber, value: maiNumber }],
    name: [{ use: 'official', text: 'Lê Thị Mai', family: 'Lê', given: ['Thị', 'Mai'] }],
    birthDate: '1975-05-01',
    managingOrganization: { reference: `Organization/${people.station}` },
  });
  const diagnosis = async (code: string, text: string): Promise<string> => {
    const made = await record.create({
      resourceType: 'Condition',
      subject: { reference: `Patient/${people.hoa.patientId}` },
      code: { text, coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }] },
      recordedDate: '2026-03-01',
    });
    return made.id;
  };
  return {
    maiId: mai.id,
    sensitiveId: await diagnosis('F32', 'Giai đoạn trầm cảm'),
    plainId: await diagnosis('I10', 'Tăng huyết áp vô căn'),
  };
}
