import type { EpisodeOfCare, Patient, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { deliveryBundle, deliveryFrom, type BornChild, type Delivery } from './delivery.ts';
import { concernsOf, judgeDelivery } from './judge-delivery.ts';

const mother: Patient & { readonly id: string } = {
  resourceType: 'Patient',
  id: 'mother',
  gender: 'female',
  birthDate: '1995-05-05',
  address: [{ line: ['Bản Mới'] }],
};
const entry: EpisodeOfCare = {
  resourceType: 'EpisodeOfCare',
  id: 'entry',
  meta: { versionId: '3' },
  status: 'active',
  patient: { reference: 'Patient/mother' },
  period: { start: '2026-04-01' },
};
const child: BornChild = {
  isAlive: true,
  gender: 'female',
  name: '',
  weightG: 3100,
  apgar1: 8,
  apgar5: 9,
  cares: ['breast', 'vitamin-k1'],
};
const birth: Delivery = {
  on: '2026-11-23',
  clock: '08:30',
  mode: 'vaginal',
  place: 'Trạm Y tế',
  attendant: 'midwife',
  complications: [],
  children: [child],
};
const known = { mother, startedOn: '2026-04-01', dueOn: '2026-11-28', now: '2026-11-23T10:00' };

function written(given: Delivery): Resource[] {
  let serial = 0;
  const newId = (patientId?: string) => `${patientId ?? 'new'}-${(serial += 1)}`;
  const bundle = deliveryBundle(given, mother, entry, { facilityId: 'f', newId });
  return bundle.entry!.map(({ resource }) => resource!);
}
const ofType = (all: readonly Resource[], type: string) =>
  all.filter(({ resourceType }) => resourceType === type);

describe('a birth', () => {
  it('ends the pregnancy, begins the time after it, and makes each living child somebody with her own facts', () => {
    const all = written(birth);
    const [procedure] = ofType(all, 'Procedure');
    const [baby] = ofType(all, 'Patient') as Patient[];
    expect(baby).toMatchObject({
      birthDate: '2026-11-23',
      gender: 'female',
      address: [{ line: ['Bản Mới'] }],
      managingOrganization: { reference: 'Organization/f' },
    });
    expect(deliveryFrom(procedure as never)).toEqual({
      motherId: 'mother',
      entryId: 'entry',
      on: '2026-11-23',
      childIds: [baby!.id],
    });
    expect(procedure).toMatchObject({ outcome: { text: expect.stringContaining('3100 g, Apgar 8/9') } });
    expect(
      ofType(all, 'EpisodeOfCare').map((one) => [
        (one as EpisodeOfCare).status,
        (one as EpisodeOfCare).patient.reference,
      ]),
    ).toEqual([
      ['finished', 'Patient/mother'],
      ['active', 'Patient/mother'],
      ['active', `Patient/${baby!.id}`],
    ]);
    // Weight, two scores, first care.
    expect(ofType(all, 'Observation')).toHaveLength(4);
    // The pregnancy goes as it was read, so that of two who record one birth only one is right.
    expect(all.find(({ id }) => id === 'entry')?.meta?.versionId).toBe('3');
  });

  it('of twins tells them apart by their order; a stillborn child has no record of her own and stands in the book', () => {
    const all = written({ ...birth, children: [{ ...child, isAlive: false }, child, child] });
    const babies = ofType(all, 'Patient') as Patient[];
    expect(babies.map(({ multipleBirthInteger }) => multipleBirthInteger)).toEqual([2, 3]);
    expect(ofType(all, 'Procedure')[0]).toMatchObject({
      outcome: { coding: [{ code: 'mixed' }], text: expect.stringMatching(/^Chết lưu, con gái, 3100 g/u) },
    });
  });

  it('of a woman whom nobody followed opens and closes a pregnancy of that day', () => {
    const none = deliveryBundle(birth, mother, undefined, { facilityId: 'f', newId: () => 'n' });
    expect(none.entry![1]!.resource).toMatchObject({
      status: 'finished',
      period: { start: '2026-11-23', end: '2026-11-23' },
    });
  });

  it('is asked again where it cannot be', () => {
    const faults = (part: Partial<Delivery>, more: Partial<typeof known> = {}) =>
      judgeDelivery({ ...birth, ...part }, { ...known, ...more });
    expect(faults({})).toEqual([]);
    expect(faults({ on: '' })).toEqual(['day']);
    expect(faults({ clock: '24:10' })).toEqual(['clock']);
    expect(faults({ clock: '10:01' })).toEqual(['ahead']);
    expect(faults({ children: [] })).toEqual(['nobody']);
    expect(faults({ children: [{ ...child, weightG: 31 }] })).toEqual(['weight']);
    expect(faults({ children: [{ ...child, apgar5: 11 }] })).toEqual(['apgar']);
    expect(faults({}, { dueOn: '2027-08-01' })).toEqual(['due-date']);
    expect(faults({}, { mother: { ...mother, gender: 'male' } })).toEqual(['mother']);
    expect(faults({ on: '2026-01-01' }, { dueOn: undefined as never })).toEqual(['before-pregnancy']);
  });

  it('warns of a light child and of a low score', () => {
    expect(concernsOf(child)).toEqual([]);
    expect(concernsOf({ ...child, weightG: 2300, apgar5: 6 })).toHaveLength(2);
    expect(concernsOf({ ...child, isAlive: false, weightG: 900 })).toEqual([]);
  });
});
