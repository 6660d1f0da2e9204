import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import type { TestPlatform } from '#platform/testing/start-platform.ts';

/** Chị Hoa's children, and a neighbour with an account of her own. */
export interface Family {
  readonly hoa: string;
  /** Of five years. */
  readonly na: string;
  /** Of sixteen years, with an account of his own: 'ty'. */
  readonly ty: string;
  readonly neighbour: string;
  readonly station: string;
}

export async function makeFamily(sen: TestPlatform): Promise<Family> {
  const { hoa, station } = await sen.people();
  const { record } = sen.context();
  const person = async (text: string, birthDate: string, inCharge = true): Promise<string> =>
    (
      await record.create({
        resourceType: 'Patient',
        active: true,
        name: [{ text }],
        birthDate,
        ...(inCharge && { managingOrganization: { reference: `Organization/${station}` } }),
      } satisfies Patient)
    ).id;
  const na = await person('Trần Bé Na', '2021-09-20');
  const ty = await person('Trần Văn Tý', '2010-05-05');
  const neighbour = await person('Phạm Thị Bảy', '1970-07-07', false);
  for (const child of [na, ty])
    await record.create({
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: `Patient/${child}` },
      identifier: [{ system: 'urn:sen:patient', value: hoa.patientId }],
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
      ],
    } satisfies RelatedPerson);
  for (const [username, patientId] of [
    ['ty', ty],
    ['bay', neighbour],
  ] as const)
    await sen.platform.identity.createPerson({
      username,
      display: username,
      roles: [{ role: 'citizen' }],
      patientId,
    });
  return { hoa: hoa.patientId, na, ty, neighbour, station };
}
