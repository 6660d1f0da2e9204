import type { Immunization } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { PersonFacts } from './facts.ts';
import { goodVial, openVialOf, takenMarks, type HeldLot } from './held-stock.ts';
import { judgeShot } from './judge-shot.ts';
import { numberInSeries } from './number-in-series.ts';
import type { ScreeningQuestion } from './screening.ts';
import { standingIssues, type ShotIssue } from './shot-words.ts';
import { immunizationOf, type ShotWords } from './to-fhir.ts';

/** She stays at the place for half an hour. @source QĐ 1575/QĐ-BYT 2023 */
export const observeMs = 30 * 60_000;

/** A dose that is about to be given on a device. */
export interface DeviceShot {
  readonly doseCode: string;
  readonly lot: HeldLot;
  readonly temperature?: number | undefined;
  readonly screening: readonly ScreeningQuestion[];
  readonly reason?: string | undefined;
}

/** What speaks against a dose on a device: the same judge as at the centre, over what is held here. */
export function shotFindings(facts: PersonFacts, shot: DeviceShot, at: Date): ShotIssue[] {
  const on = dayInVietnam(at);
  const vial = goodVial(shot.lot, at);
  const faults = judgeShot(
    facts,
    {
      doseCode: shot.doseCode,
      on,
      at,
      lot: {
        expiresOn: shot.lot.expiresOn,
        isLocked: shot.lot.lockedBecause !== undefined,
        dosesLeft: vial === undefined ? shot.lot.unopened : vial.dosesLeft,
        ...(vial !== undefined && { vial: openVialOf(shot.lot, vial) }),
      },
      ...(shot.temperature !== undefined && { temperature: shot.temperature }),
    },
    on,
  );
  return standingIssues(faults, shot);
}

/** Who gives it, where, and under which ids. */
export interface ShotDesk {
  readonly id: string;
  /** Of a vial that is opened now. */
  readonly newVialId: string;
  readonly at: Date;
  readonly facility: ShotWords['facility'];
  readonly practitionerId?: string | undefined;
  readonly site?: ShotWords['site'];
}

/** The Immunization of a dose given on a device, with the vial that it came out of. */
export function deviceImmunization(
  patientId: string,
  facts: PersonFacts,
  shot: DeviceShot,
  desk: ShotDesk,
): Immunization & { readonly id: string } {
  const { lot, doseCode, reason } = shot;
  const number = numberInSeries(facts, doseCode, dayInVietnam(desk.at));
  return {
    ...immunizationOf({
      patientId,
      doseCode,
      at: desk.at,
      lotNumber: lot.lotNumber,
      expiresOn: lot.expiresOn,
      facility: desk.facility,
      ...(number !== undefined && { number }),
      ...(lot.manufacturer !== undefined && { manufacturer: lot.manufacturer }),
      ...(desk.practitionerId !== undefined && { practitionerId: desk.practitionerId }),
      ...(desk.site !== undefined && { site: desk.site }),
      ...(reason !== undefined && { reason }),
    }),
    id: desk.id,
    extension: takenMarks({ lotId: lot.id, vialId: goodVial(lot, desk.at)?.id ?? desk.newVialId }),
  };
}
