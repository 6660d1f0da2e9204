import type { Patient } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import { couldBeMother, fitsDueDate } from '#modules/registry/api.ts';
import type { BornChild, Delivery } from './delivery.ts';

/** What is wrong with a birth as it was stated; the page has a sentence for each. */
export type DeliveryFault =
  'day' | 'ahead' | 'clock' | 'before-pregnancy' | 'due-date' | 'mother' | 'nobody' | 'weight' | 'apgar';

/** What of a birth is compared with what is known. */
export interface KnownPregnancy {
  readonly mother: Patient;
  readonly startedOn?: string | undefined;
  readonly dueOn?: string | undefined;
  /** The present moment in Việt Nam: 'YYYY-MM-DDTHH:mm'. */
  readonly now: string;
}

const lightest = 300;
const heaviest = 8000;
/** Born this many days before the file was opened: somebody came late and was written down afterwards. Own rule, verify. */
const openedAfterDays = 42;

/** Why a birth cannot be written as it was stated; empty where it can. */
export function judgeDelivery(birth: Delivery, known: KnownPregnancy): DeliveryFault[] {
  const faults = new Set<DeliveryFault>();
  if (birth.on.length !== 10) faults.add('day');
  if (!/^([01]\d|2[0-3]):[0-5]\d$/u.test(birth.clock)) faults.add('clock');
  if (faults.size > 0) return [...faults];
  if (`${birth.on}T${birth.clock}` > known.now) faults.add('ahead');
  if (!fitsDueDate(birth.on, known.dueOn)) faults.add('due-date');
  if (known.startedOn !== undefined && daysBetween(birth.on, known.startedOn) > openedAfterDays)
    faults.add('before-pregnancy');
  if (!couldBeMother(known.mother, { resourceType: 'Patient', birthDate: birth.on })) faults.add('mother');
  if (birth.children.length === 0) faults.add('nobody');
  for (const child of birth.children) for (const fault of faultsOfChild(child)) faults.add(fault);
  return [...faults];
}

/** What is wrong with one child. */
export function faultsOfChild({ weightG, apgar1, apgar5 }: BornChild): DeliveryFault[] {
  const isScore = (score: number | undefined): boolean =>
    score === undefined || (Number.isInteger(score) && score >= 0 && score <= 10);
  const isWeight =
    weightG === undefined || (Number.isInteger(weightG) && weightG >= lightest && weightG <= heaviest);
  return [
    ...(isWeight ? [] : (['weight'] as const)),
    ...(isScore(apgar1) && isScore(apgar5) ? [] : (['apgar'] as const)),
  ];
}

/** What has to be looked at in a newborn at once: weight under 2,500 g, Apgar under 7 after five minutes. From general knowledge, verify. */
export function concernsOf({ isAlive, weightG, apgar5 }: BornChild): Bilingual[] {
  if (!isAlive) return [];
  return [
    ...(weightG !== undefined && weightG < 2500
      ? [{ vi: 'Nhẹ cân: dưới 2.500 g', en: 'Low weight: under 2,500 g' }]
      : []),
    ...(apgar5 !== undefined && apgar5 < 7
      ? [{ vi: 'Apgar 5 phút dưới 7: hồi sức, chuyển tuyến', en: 'Apgar under 7: resuscitate, refer' }]
      : []),
  ];
}
