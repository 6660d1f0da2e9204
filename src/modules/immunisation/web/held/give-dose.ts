import type { Bundle, Immunization, Resource } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Language } from '#kernel/schema.ts';
import type { Device } from '#web/offline/device.ts';
import type { Me } from '#web/shell/me.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { reactionObservation, reactionTimeFault, timeFaults } from '../../domain/device-reaction.ts';
import { deviceImmunization, observeMs, shotFindings, type DeviceShot } from '../../domain/device-shot.ts';
import { afterDose, openVialOf, takenFrom } from '../../domain/held-stock.ts';
import { paperFindings, paperImmunization, type PaperDose } from '../../domain/paper-dose.ts';
import { severityOf, type ReactionSign } from '../../domain/reaction.ts';
import type { ShotWords } from '../../domain/to-fhir.ts';
import { heldFacts, problem } from './held-person.ts';
import { heldStock } from './held-stock.ts';

/** Who works here. */
export interface HeldDesk {
  readonly device: Device;
  readonly me: Me;
  readonly language: Language;
}

/** A dose as the form gives it. */
export interface GivenShot extends Pick<DeviceShot, 'doseCode' | 'temperature' | 'screening' | 'reason'> {
  readonly patientId: string;
  readonly lotId: string;
  readonly site?: ShotWords['site'];
}

/** Records a dose on the device, judged as at the centre. Error: RequestProblem immunisation.shot-refused with a finding for each rule. */
export async function giveDose({ device, me, language }: HeldDesk, given: GivenShot) {
  const at = device.now();
  const facts = await heldFacts(device, given.patientId, language);
  const stock = await heldStock(device);
  if (stock === undefined) throw new RequestProblem('missing');
  const lot = stock.lots.find(({ id }) => id === given.lotId);
  if (lot === undefined || me.facility === undefined) throw new RequestProblem('missing');
  const shot: DeviceShot = { ...given, lot };
  const issues = shotFindings(facts, shot, at);
  if (issues.length > 0) throw problem('immunisation.shot-refused', language, issues);
  const dose = deviceImmunization(given.patientId, facts, shot, {
    id: device.newId(given.patientId),
    newVialId: crypto.randomUUID(),
    at,
    facility: me.facility,
    practitionerId: stock.practitionerId,
    site: given.site,
  });
  await device.write(bundleOf(dose));
  const taken = takenFrom(dose)!;
  const after = afterDose(lot, taken);
  const vial = after.vials.find(({ id }) => id === taken.vialId)!;
  const { openHours } = openVialOf(after, vial);
  return {
    observeUntil: new Date(at.getTime() + observeMs).toISOString(),
    vial: {
      dosesLeft: vial.dosesLeft,
      ...(openHours !== undefined && {
        goodUntil: new Date(Date.parse(vial.openedAt) + openHours * 3_600_000).toISOString(),
      }),
    },
  };
}

/** Takes a dose over from a paper book. Error: RequestProblem immunisation.shot-refused. */
export async function takePaperDose({ device, language }: HeldDesk, dose: PaperDose): Promise<void> {
  const facts = await heldFacts(device, dose.patientId, language);
  const issues = paperFindings(facts, dose, dayInVietnam(device.now()));
  if (issues.length > 0) throw problem('immunisation.shot-refused', language, issues);
  await device.write(bundleOf({ ...paperImmunization(dose), id: device.newId(dose.patientId) }));
}

/** Notes a reaction on the device; the centre counts it among those that have to be reported. Error: RequestProblem for an impossible time. */
export async function noteHeldReaction(
  { device, language }: HeldDesk,
  noted: {
    readonly immunizationId: string;
    readonly signs: readonly ReactionSign[];
    readonly beganAt: string;
  },
) {
  const dose = await device.read<Immunization>('Immunization', noted.immunizationId);
  if (dose === undefined) throw new RequestProblem('missing');
  const beganAt = new Date(noted.beganAt);
  const notedAt = device.now();
  // What began a moment ago by this computer's clock may lie a moment ahead of the centre's.
  const began = beganAt.getTime() - notedAt.getTime() < 60_000 && beganAt > notedAt ? notedAt : beganAt;
  const fault = reactionTimeFault(dose, began, notedAt);
  if (fault !== undefined) throw new RequestProblem('wrong', { sentence: timeFaults[fault][language] });
  const patientId = dose.patient.reference?.split('/')[1] ?? '';
  await device.write(
    bundleOf(
      reactionObservation({
        id: device.newId(patientId),
        dose,
        signs: noted.signs,
        beganAt: began,
        notedAt,
      }),
    ),
  );
  const severity = severityOf(noted.signs);
  return { severity, lockedLots: severity === 'severe' && takenFrom(dose) !== undefined ? 1 : 0 };
}

function bundleOf(resource: Resource): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id!}` } }],
  };
}
