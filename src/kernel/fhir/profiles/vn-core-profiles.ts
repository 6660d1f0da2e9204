import observations from '../generated/vn-core-observations.json' with { type: 'json' };
import address from './vn-core/address.json' with { type: 'json' };
import allergyIntolerance from './vn-core/allergy-intolerance.json' with { type: 'json' };
import codeableConcept from './vn-core/codeable-concept.json' with { type: 'json' };
import coding from './vn-core/coding.json' with { type: 'json' };
import conditionEncounterDiagnosis from './vn-core/condition-encounter-diagnosis.json' with { type: 'json' };
import conditionProblemlist from './vn-core/condition-problemlist.json' with { type: 'json' };
import device from './vn-core/device.json' with { type: 'json' };
import diagnosticReport from './vn-core/diagnostic-report.json' with { type: 'json' };
import dosage from './vn-core/dosage.json' with { type: 'json' };
import encounter from './vn-core/encounter.json' with { type: 'json' };
import extensionAdministrativeAddress from './vn-core/extension-administrative-address.json' with { type: 'json' };
import extensionCodingSctDescid from './vn-core/extension-coding-sct-descid.json' with { type: 'json' };
import extensionEducationLevel from './vn-core/extension-education-level.json' with { type: 'json' };
import extensionEthic from './vn-core/extension-ethic.json' with { type: 'json' };
import extensionNationality from './vn-core/extension-nationality.json' with { type: 'json' };
import extensionOccupation from './vn-core/extension-occupation.json' with { type: 'json' };
import extensionRace from './vn-core/extension-race.json' with { type: 'json' };
import familymemberHistory from './vn-core/familymember-history.json' with { type: 'json' };
import healthcareDepartment from './vn-core/healthcare-department.json' with { type: 'json' };
import imagingStudy from './vn-core/imaging-study.json' with { type: 'json' };
import immunization from './vn-core/immunization.json' with { type: 'json' };
import location from './vn-core/location.json' with { type: 'json' };
import mediaObservation from './vn-core/media-observation.json' with { type: 'json' };
import medicationAdministration from './vn-core/medication-administration.json' with { type: 'json' };
import medicationDispense from './vn-core/medication-dispense.json' with { type: 'json' };
import medicationRequest from './vn-core/medication-request.json' with { type: 'json' };
import medicationStatement from './vn-core/medication-statement.json' with { type: 'json' };
import medication from './vn-core/medication.json' with { type: 'json' };
import observationLabCode from './vn-core/observation-lab-code.json' with { type: 'json' };
import observationPathologyCode from './vn-core/observation-pathology-code.json' with { type: 'json' };
import observationRadiologyCode from './vn-core/observation-radiology-code.json' with { type: 'json' };
import observationResultBase from './vn-core/observation-result-base.json' with { type: 'json' };
import patient from './vn-core/patient.json' with { type: 'json' };
import practitionerRole from './vn-core/practitioner-role.json' with { type: 'json' };
import practitioner from './vn-core/practitioner.json' with { type: 'json' };
import procedure from './vn-core/procedure.json' with { type: 'json' };
import provider from './vn-core/provider.json' with { type: 'json' };
import serviceRequest from './vn-core/service-request.json' with { type: 'json' };
import specimen from './vn-core/specimen.json' with { type: 'json' };
import type { Profile } from './profile.ts';

const all: readonly Profile[] = [
  address,
  allergyIntolerance,
  codeableConcept,
  coding,
  conditionEncounterDiagnosis,
  conditionProblemlist,
  device,
  diagnosticReport,
  dosage,
  encounter,
  extensionAdministrativeAddress,
  extensionCodingSctDescid,
  extensionEducationLevel,
  extensionEthic,
  extensionNationality,
  extensionOccupation,
  extensionRace,
  familymemberHistory,
  healthcareDepartment,
  imagingStudy,
  immunization,
  location,
  mediaObservation,
  medicationAdministration,
  medicationDispense,
  medicationRequest,
  medicationStatement,
  medication,
  observationLabCode,
  observationPathologyCode,
  observationRadiologyCode,
  observationResultBase,
  patient,
  practitionerRole,
  practitioner,
  procedure,
  provider,
  serviceRequest,
  specimen,
  ...observations,
];

/**
 * The profiles of VN Core 1.0.0 (draft) by canonical URL: who takes part in exchange in Viet Nam, what must be there and under
 * which identifier systems. What VN Core takes over from the International Patient Summary stands in inherited profiles.
 */
export const vnCoreProfiles: ReadonlyMap<string, Profile> = new Map(
  all.map((profile) => [profile.url, profile]),
);
