import { toFhirAddress } from '#kernel/vietnam/address.ts';
import { loadCommunes, type Commune } from '#kernel/vietnam/communes.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { areaOfDutyExtension } from '#platform/record/area-of-duty.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';

/** Communes of Bắc Ninh in the order of their codes, as many as a test needs. */
export async function communesOfBacNinh(count: number): Promise<readonly Commune[]> {
  return (await loadCommunes()).ofProvince('24').slice(0, count);
}

/** An office whose work is the health of a place. */
export async function officeFor(sen: TestPlatform, place: string): Promise<string> {
  const { id } = await sen.context().record.create({
    resourceType: 'Organization',
    active: true,
    name: `Cơ quan y tế của ${place} (giả định)`,
    extension: [{ url: areaOfDutyExtension, valueCode: place }],
  });
  return id;
}

/** So many people of a commune, each with a diagnosis written on a day. */
export async function fallIll(
  sen: TestPlatform,
  commune: Commune,
  count: number,
  code: string,
  recordedDate: string,
): Promise<void> {
  const { record } = sen.context();
  for (let nth = 0; nth < count; nth += 1) {
    const { id } = await record.create({
      resourceType: 'Patient',
      active: true,
      address: [toFhirAddress({ commune, province: provinces.get(commune.provinceCode)! })],
    } as never);
    await record.create({
      resourceType: 'Condition',
      subject: { reference: `Patient/${id}` },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }] },
      recordedDate,
    });
  }
}
