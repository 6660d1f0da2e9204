import {
  isAddedByCitizens,
  isChangedByCitizens,
  isPersonalType,
  isWrittenByDoctors,
} from './resource-kinds.ts';

const among = (...types: string[]): ((resourceType: string) => boolean) => {
  const set = new Set(types);
  return (resourceType) => set.has(resourceType);
};

/** Named sets of resource types that the written policy speaks of. */
export const typeSets = {
  none: () => false,
  all: () => true,
  personal: isPersonalType,
  'citizen-adds': isAddedByCitizens,
  'citizen-changes': isChangedByCitizens,
  'doctor-writes': isWrittenByDoctors,
  // Nurses keep the desk where none sits, and register children at birth, so who somebody is stands among it. Own rule, verify.
  'nurse-writes': among(
    'AllergyIntolerance',
    'Appointment',
    'CarePlan',
    'Communication',
    'DocumentReference',
    'Flag',
    'Immunization',
    'MedicationAdministration',
    'NutritionOrder',
    'Observation',
    'Patient',
    'QuestionnaireResponse',
    'Specimen',
  ),
  medicines: among(
    'AllergyIntolerance',
    'Coverage',
    'MedicationAdministration',
    'MedicationDispense',
    'MedicationRequest',
    'MedicationStatement',
    'Patient',
  ),
  dispensing: among('MedicationDispense'),
  desk: among('Appointment', 'AppointmentResponse', 'Coverage', 'Encounter', 'Patient', 'RelatedPerson'),
  insurance: among(
    'Account',
    'ChargeItem',
    'Claim',
    'ClaimResponse',
    'Coverage',
    'CoverageEligibilityRequest',
    'CoverageEligibilityResponse',
    'Encounter',
    'ExplanationOfBenefit',
    'Invoice',
    'Patient',
  ),
} as const satisfies Record<string, (resourceType: string) => boolean>;

export type TypeSet = keyof typeof typeSets;
