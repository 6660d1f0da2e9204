import { compartmentParametersOf } from '../compartment.ts';

/** The resource types that have a compartment in R4. */
export type CompartmentType = 'Patient' | 'Encounter' | 'Practitioner' | 'Device' | 'RelatedPerson';

/**
 * 'Type parameter,parameter' a line: by what a resource belongs to a compartment; '=' is the resource that makes it.
 * @source FHIR R4 4.0.1, CompartmentDefinition/encounter, practitioner, device, relatedPerson
 */
const lines: Readonly<Record<Exclude<CompartmentType, 'Patient'>, string>> = {
  Encounter: `
    CarePlan encounter
    CareTeam encounter
    ChargeItem context
    Claim encounter
    ClinicalImpression encounter
    Communication encounter
    CommunicationRequest encounter
    Composition encounter
    Condition encounter
    DeviceRequest encounter
    DiagnosticReport encounter
    DocumentManifest related-ref
    DocumentReference encounter
    Encounter =
    ExplanationOfBenefit encounter
    Media encounter
    MedicationAdministration context
    MedicationRequest encounter
    NutritionOrder encounter
    Observation encounter
    Procedure encounter
    QuestionnaireResponse encounter
    RequestGroup encounter
    ServiceRequest encounter
    VisionPrescription encounter`,
  Practitioner: `
    Account subject
    AdverseEvent recorder
    AllergyIntolerance recorder,asserter
    Appointment actor
    AppointmentResponse actor
    AuditEvent agent
    Basic author
    CarePlan performer
    CareTeam participant
    ChargeItem enterer,performer-actor
    Claim enterer,provider,payee,care-team
    ClaimResponse requestor
    ClinicalImpression assessor
    Communication sender,recipient
    CommunicationRequest sender,recipient,requester
    Composition subject,author,attester
    Condition asserter
    CoverageEligibilityRequest enterer,provider
    CoverageEligibilityResponse requestor
    DetectedIssue author
    DeviceRequest requester,performer
    DiagnosticReport performer
    DocumentManifest subject,author,recipient
    DocumentReference subject,author,authenticator
    Encounter practitioner,participant
    EpisodeOfCare care-manager
    ExplanationOfBenefit enterer,provider,payee,care-team
    Flag author
    Group member
    Immunization performer
    Invoice participant
    Linkage author
    List source
    Media subject,operator
    MedicationAdministration performer
    MedicationDispense performer,receiver
    MedicationRequest requester
    MedicationStatement source
    MessageHeader receiver,author,responsible,enterer
    NutritionOrder provider
    Observation performer
    Patient general-practitioner
    PaymentNotice provider
    PaymentReconciliation requestor
    Person practitioner
    Practitioner =
    PractitionerRole practitioner
    Procedure performer
    Provenance agent
    QuestionnaireResponse author,source
    RequestGroup participant,author
    ResearchStudy principalinvestigator
    RiskAssessment performer
    Schedule actor
    ServiceRequest performer,requester
    Specimen collector
    SupplyDelivery supplier,receiver
    SupplyRequest requester
    VisionPrescription prescriber`,
  Device: `
    Account subject
    Appointment actor
    AppointmentResponse actor
    AuditEvent agent
    ChargeItem enterer,performer-actor
    Claim procedure-udi,item-udi,detail-udi,subdetail-udi
    Communication sender,recipient
    CommunicationRequest sender,recipient
    Composition author
    DetectedIssue author
    Device =
    DeviceRequest device,subject,requester,performer
    DeviceUseStatement device
    DiagnosticReport subject
    DocumentManifest subject,author
    DocumentReference subject,author
    ExplanationOfBenefit procedure-udi,item-udi,detail-udi,subdetail-udi
    Flag author
    Group member
    Invoice participant
    List subject,source
    Media subject
    MedicationAdministration device
    MessageHeader target
    Observation subject,device
    Provenance agent
    QuestionnaireResponse author
    RequestGroup author
    RiskAssessment performer
    Schedule actor
    ServiceRequest performer,requester
    Specimen subject
    SupplyRequest requester`,
  RelatedPerson: `
    AdverseEvent recorder
    AllergyIntolerance asserter
    Appointment actor
    AppointmentResponse actor
    Basic author
    CarePlan performer
    CareTeam participant
    ChargeItem enterer,performer-actor
    Claim payee
    Communication sender,recipient
    CommunicationRequest sender,recipient,requester
    Composition author
    Condition asserter
    Coverage policy-holder,subscriber,payor
    DocumentManifest author,recipient
    DocumentReference author
    Encounter participant
    ExplanationOfBenefit payee
    Invoice recipient
    MedicationAdministration performer
    MedicationStatement source
    Observation performer
    Patient link
    Person link
    Procedure performer
    Provenance agent
    QuestionnaireResponse author,source
    RelatedPerson =
    RequestGroup participant
    Schedule actor
    ServiceRequest performer
    SupplyRequest requester`,
};

const tables = new Map(
  Object.entries(lines).map(([type, text]) => [
    type,
    new Map(
      text
        .trim()
        .split('\n')
        .map((line) => line.trim().split(' ') as [string, string])
        .map(([member, codes]) => [member, codes === '=' ? [] : codes.split(',')]),
    ),
  ]),
);

/** True for a type whose resources make a compartment. */
export function isCompartmentType(type: string): type is CompartmentType {
  return type === 'Patient' || tables.has(type);
}

/**
 * Codes of the reference parameters by which a type lies in a compartment; empty where only the resource itself is in it;
 * undefined where the type never is.
 */
export function compartmentCodesOf(
  compartment: CompartmentType,
  resourceType: string,
): readonly string[] | undefined {
  if (compartment !== 'Patient') return tables.get(compartment)?.get(resourceType);
  const codes = compartmentParametersOf(resourceType);
  return codes.length > 0 || resourceType === 'Patient' ? codes : undefined;
}
