/**
 * Definitions and directories: what describes the country's health system rather than one person. Any signed-in reader may see
 * them; only the platform and system clients write them. A type that stands in neither this list nor `personalTypes`
 * (Bundle, Binary, Subscription, ...) is closed to people: what is not named is refused.
 */
const openTypes: ReadonlySet<string> = new Set([
  'ActivityDefinition',
  'CapabilityStatement',
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'Endpoint',
  'EventDefinition',
  'ExampleScenario',
  'GraphDefinition',
  'HealthcareService',
  'ImplementationGuide',
  'InsurancePlan',
  'Library',
  'Location',
  'Measure',
  'Medication',
  'MedicationKnowledge',
  'MessageDefinition',
  'NamingSystem',
  'ObservationDefinition',
  'OperationDefinition',
  'Organization',
  'OrganizationAffiliation',
  'PlanDefinition',
  'Practitioner',
  'PractitionerRole',
  'Questionnaire',
  'SearchParameter',
  'SpecimenDefinition',
  'StructureDefinition',
  'StructureMap',
  'Substance',
  'TerminologyCapabilities',
  'ValueSet',
]);

/**
 * Types that hold one person's data and that people may see within their reach: the patient compartment of FHIR R4 without what
 * ties accounts or groups of people together (AuditEvent, Basic, Group, MeasureReport, Person, Schedule).
 * @source FHIR R4 4.0.1, CompartmentDefinition/patient
 */
const personalTypes: ReadonlySet<string> = new Set([
  'Account',
  'AdverseEvent',
  'AllergyIntolerance',
  'Appointment',
  'AppointmentResponse',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'ChargeItem',
  'Claim',
  'ClaimResponse',
  'ClinicalImpression',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Condition',
  'Consent',
  'Coverage',
  'CoverageEligibilityRequest',
  'CoverageEligibilityResponse',
  'DetectedIssue',
  'DeviceRequest',
  'DeviceUseStatement',
  'DiagnosticReport',
  'DocumentManifest',
  'DocumentReference',
  'Encounter',
  'EnrollmentRequest',
  'EpisodeOfCare',
  'ExplanationOfBenefit',
  'FamilyMemberHistory',
  'Flag',
  'Goal',
  'ImagingStudy',
  'Immunization',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'Invoice',
  'List',
  'Media',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'MolecularSequence',
  'NutritionOrder',
  'Observation',
  'Patient',
  'Procedure',
  'Provenance',
  'QuestionnaireResponse',
  'RelatedPerson',
  'RequestGroup',
  'ResearchSubject',
  'RiskAssessment',
  'ServiceRequest',
  'Specimen',
  'SupplyDelivery',
  'SupplyRequest',
  'VisionPrescription',
]);

/**
 * What a treating doctor enters into a person's record; each stays inside the reach of the doctor's facility. Provenance is not
 * among it: who made a line is written by Sen and by connected systems, never claimed by people.
 */
const writtenByDoctors: ReadonlySet<string> = new Set([
  'AllergyIntolerance',
  'Appointment',
  'CarePlan',
  'CareTeam',
  'ClinicalImpression',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Condition',
  'Consent',
  'DetectedIssue',
  'DeviceRequest',
  'DeviceUseStatement',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'EpisodeOfCare',
  'FamilyMemberHistory',
  'Flag',
  'Goal',
  'ImagingStudy',
  'Immunization',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'List',
  'Media',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'NutritionOrder',
  'Observation',
  'Patient',
  'Procedure',
  'QuestionnaireResponse',
  'RelatedPerson',
  'RequestGroup',
  'RiskAssessment',
  'ServiceRequest',
  'Specimen',
  'VisionPrescription',
]);

/** What a person adds to her own record; she adds, she does not change what a facility wrote. */
const addedByCitizens: ReadonlySet<string> = new Set([
  'Appointment',
  'Communication',
  'Consent',
  'DocumentReference',
  'FamilyMemberHistory',
  'Goal',
  'MedicationStatement',
  'Observation',
  'QuestionnaireResponse',
]);

/** What a person alone authors, so that she may also change it: her consents, her answers, her goals. */
const changedByCitizens: ReadonlySet<string> = new Set(['Consent', 'Goal', 'QuestionnaireResponse']);

/** Traces of who did what: never reached by people through the record; a system may add its own, nobody rewrites them. */
const traceTypes: ReadonlySet<string> = new Set(['AuditEvent']);

/** True for definitions and directories, which carry nothing about one person. */
export function isOpenType(resourceType: string): boolean {
  return openTypes.has(resourceType);
}

/** Lines of the directory: what facilities, their people, places and stocks are. */
const directoryTypes: ReadonlySet<string> = new Set([
  'Endpoint',
  'HealthcareService',
  'Location',
  'Medication',
  'Organization',
  'OrganizationAffiliation',
  'Practitioner',
  'PractitionerRole',
  'Substance',
]);

/** True for what says for the whole country what something means: lists of codes, profiles, questionnaires, views. */
export function isDefinitionType(resourceType: string): boolean {
  return resourceType === 'ViewDefinition' || (isOpenType(resourceType) && !directoryTypes.has(resourceType));
}

/** True for types that hold one person's data and open to whoever reaches that person. */
export function isPersonalType(resourceType: string): boolean {
  return personalTypes.has(resourceType);
}

/** True for types that record who did what; closed to people and never rewritten. */
export function isTraceType(resourceType: string): boolean {
  return traceTypes.has(resourceType);
}

/** True where a doctor may create or update a resource of this type for a person in care. */
export function isWrittenByDoctors(resourceType: string): boolean {
  return writtenByDoctors.has(resourceType);
}

/** True where a citizen may add a resource of this type to her own record. */
export function isAddedByCitizens(resourceType: string): boolean {
  return addedByCitizens.has(resourceType);
}

/** True where a citizen may change a resource of this type in her own record. */
export function isChangedByCitizens(resourceType: string): boolean {
  return changedByCitizens.has(resourceType);
}
