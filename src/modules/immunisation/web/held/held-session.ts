import type { Immunization, Patient } from '@medplum/fhirtypes';
import { addDays, addMonths } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Device } from '#web/offline/device.ts';
import type { DueLine } from '../../api.ts';
import { shownDose } from '../../domain/due-line.ts';
import { forecast } from '../../domain/forecast.ts';
import { dosesDueOn, planOf } from '../../domain/plan-of.ts';
import { factsOfPerson } from './held-person.ts';

/** A session worked out on the device. */
export interface HeldSession {
  readonly on: string;
  readonly due: readonly DueLine[];
  readonly late: readonly DueLine[];
  readonly counts: {
    readonly due: number;
    readonly late: number;
    readonly children: number;
    readonly completeUnderOne: number;
    readonly infants: number;
  };
}

const childMonths = 18 * 12;

/** Who is due today among the children that the device holds: the same rules as at the centre, over the same facts. */
export async function heldSession(device: Device, facilityId: string | undefined): Promise<HeldSession> {
  const on = dayInVietnam(device.now());
  const asOf = addDays(on, 1);
  const patients = (await device.all<Patient>('Patient')).filter((one) => isChildHere(one, facilityId, on));
  const doses = Map.groupBy(
    await device.all<Immunization>('Immunization'),
    ({ patient }) => patient.reference ?? '',
  );
  const due: (DueLine & { readonly lateOn: string | undefined })[] = [];
  const counts = { children: patients.length, completeUnderOne: 0, infants: 0 };
  for (const patient of patients) {
    const given = doses.get(`Patient/${patient.id!}`) ?? [];
    // Whoever is due by her doses is looked at again with all that is known of her.
    const first = look(patient, given, asOf);
    const isInfant = patient.birthDate! > addMonths(on, -24) && patient.birthDate! <= addMonths(on, -12);
    counts.infants += Number(isInfant);
    counts.completeUnderOne += Number(isInfant && first?.isComplete === true);
    if (first?.plan.dueOn === undefined || first.plan.dueOn > on) continue;
    const plan = look(patient, await device.about(patient.id!), asOf)?.plan;
    if (plan?.dueOn === undefined || plan.dueOn > on) continue;
    due.push({
      patientId: patient.id!,
      name: patient.name?.find(({ use }) => use !== 'old')?.text ?? '',
      ...(patient.gender !== undefined && { sex: patient.gender }),
      birth: patient.birthDate!,
      dueOn: plan.dueOn,
      isLate: plan.overdueOn !== undefined && plan.overdueOn <= on,
      lateOn: plan.overdueOn,
      doses: dosesDueOn(plan.doses, on).map((dose) => shownDose(dose, on)),
    });
  }
  const late = due.filter(({ isLate }) => isLate);
  return {
    on,
    due: due.toSorted((a, b) => order(a.dueOn, b.dueOn, a.patientId, b.patientId)),
    late: late.toSorted((a, b) => order(a.lateOn!, b.lateOn!, a.patientId, b.patientId)),
    counts: { ...counts, due: due.length, late: late.length },
  };
}

function isChildHere(patient: Patient, facilityId: string | undefined, on: string): boolean {
  const { birthDate, deceasedDateTime, deceasedBoolean, managingOrganization } = patient;
  return (
    birthDate?.length === 10 &&
    birthDate > addMonths(on, -childMonths) &&
    birthDate <= on &&
    deceasedDateTime === undefined &&
    deceasedBoolean !== true &&
    (facilityId === undefined || managingOrganization?.reference === `Organization/${facilityId}`)
  );
}

function look(patient: Patient, resources: Parameters<typeof factsOfPerson>[1], asOf: string) {
  const facts = factsOfPerson(patient, resources);
  if (facts === undefined) return undefined;
  const found = forecast(facts, asOf);
  return { plan: planOf(found), isComplete: found.isCompleteUnderOne };
}

function order(a: string, b: string, idA: string, idB: string): number {
  return a === b ? (idA < idB ? -1 : 1) : a < b ? -1 : 1;
}
