import type {
  AllergyIntolerance,
  Annotation,
  Appointment,
  CodeableConcept,
  Composition,
  Condition,
  DiagnosticReport,
  Encounter,
  Immunization,
  MedicationRequest,
  Observation,
  Procedure,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { OpenedFact } from '../api.ts';
import { codingText, conceptText, type Reading } from './concept.ts';
import { supplyDays } from './current-medicine.ts';
import { doseText } from './entry-of-medicine.ts';
import { reactionText } from './entry-of-illness.ts';
import { referenceName } from './origin.ts';

/** Collects facts; what is absent leaves no line. */
function collect() {
  const facts: OpenedFact[] = [];
  return {
    facts,
    add(name: OpenedFact['name'], text: string | undefined, label?: string) {
      if (text !== undefined && text !== '')
        facts.push({ name, text, ...(label === undefined ? {} : { label }) });
    },
  };
}

type Collector = ReturnType<typeof collect>;

/** What an opened line says beyond its row, fact by fact, in the order in which a doctor reads. */
export function factsOf(resource: Resource, reading: Reading): OpenedFact[] {
  const to = collect();
  if ('code' in resource && typeof resource.code === 'object') addCodes(to, resource.code as CodeableConcept);
  switch (resource.resourceType) {
    case 'Encounter':
      addVisit(to, resource, reading);
      break;
    case 'Condition':
      addDiagnosis(to, resource, reading);
      break;
    case 'AllergyIntolerance':
      addAllergy(to, resource, reading);
      break;
    case 'MedicationRequest':
      addMedicine(to, resource, reading);
      break;
    case 'Observation':
      addTest(to, resource, reading);
      break;
    case 'DiagnosticReport':
      addReport(to, resource, reading);
      break;
    case 'Immunization':
      addDose(to, resource, reading);
      break;
    case 'Procedure':
      addProcedure(to, resource, reading);
      break;
    case 'Composition':
      addSections(to, resource);
      break;
    case 'ClinicalImpression':
      to.add('note', resource.summary);
      break;
    case 'CarePlan':
      to.add('note', resource.description);
      break;
    case 'Appointment':
      addAppointment(to, resource, reading);
      break;
    case 'ServiceRequest':
      to.add('reason', resource.reasonCode?.map((reason) => conceptText(reason, reading)).join('; '));
      break;
    case 'DocumentReference':
      to.add('note', resource.description);
      break;
    default:
      break;
  }
  if ('note' in resource) for (const note of (resource.note ?? []) as Annotation[]) to.add('note', note.text);
  return to.facts;
}

const knownSystems: readonly (readonly [RegExp, string])[] = [
  [/icd-10/, 'ICD-10'],
  [/loinc/, 'LOINC'],
  [/snomed/, 'SNOMED CT'],
  [/\/cvx$/, 'CVX'],
  [/urn:vn:dvkt/, 'DVKT'],
  [/atc$/, 'ATC'],
];

function addCodes(to: Collector, concept: CodeableConcept): void {
  for (const { system = '', code, display } of concept.coding ?? []) {
    const name = knownSystems.find(([pattern]) => pattern.test(system))?.[1];
    if (name !== undefined && code !== undefined)
      to.add('code', display === undefined || display === concept.text ? code : `${code} · ${display}`, name);
  }
}

function addVisit(to: Collector, visit: Encounter, reading: Reading): void {
  to.add('reason', visit.reasonCode?.map((reason) => conceptText(reason, reading)).join('; '));
  to.add('category', codingText(visit.class, reading));
  addDepartment(to, visit, reading);
  to.add('outcome', outcomeOf(visit.hospitalization?.dischargeDisposition, reading));
}

/** A code of a department alone ("K01"), or with its room and bed ("K03 / P5 / G14"). */
const bareDepartment = /^[A-Z]{0,3}\d{1,4}(?: \/ \S+)*$/;

/** Where in the house: the places by their names, else the department by its own, else the bare code. */
function addDepartment(to: Collector, visit: Encounter, reading: Reading): void {
  const places = visit.location?.flatMap(({ location }) => referenceName(location, reading) ?? []) ?? [];
  const service = conceptText(visit.serviceType, reading);
  const said = places.some(isNamed) || !isNamed(service) ? places : [];
  const text = [...new Set(said)].join(', ') || service;
  if (text === '' || isNamed(text)) to.add('department', text);
  else to.facts.push({ name: 'department', text, bare: true });
}

function isNamed(department: string): boolean {
  return department !== '' && !bareDepartment.test(department);
}

/** How the person was when she left; beside it stands how she left, which says less. */
function outcomeOf(disposition: CodeableConcept | undefined, reading: Reading): string {
  const result = disposition?.coding?.find(({ system }) => system === codeSystem.treatmentResult);
  return result ? codingText(result, reading) : conceptText(disposition, reading);
}

function addDiagnosis(to: Collector, condition: Condition, reading: Reading): void {
  to.add('status', conceptText(condition.clinicalStatus, reading));
  to.add('verification', conceptText(condition.verificationStatus, reading));
  to.add('severity', conceptText(condition.severity, reading));
  to.add('category', condition.category?.map((one) => conceptText(one, reading)).join(', '));
  to.add('body-site', condition.bodySite?.map((one) => conceptText(one, reading)).join(', '));
}

function addAllergy(to: Collector, allergy: AllergyIntolerance, reading: Reading): void {
  to.add('reaction', reactionText(allergy, reading));
  to.add('status', conceptText(allergy.clinicalStatus, reading));
  to.add('verification', conceptText(allergy.verificationStatus, reading));
}

function addMedicine(to: Collector, request: MedicationRequest, reading: Reading): void {
  to.add('dose', doseText(request.dosageInstruction, reading));
  const quantity = request.dispenseRequest?.quantity;
  to.add(
    'quantity',
    quantity?.value === undefined
      ? undefined
      : `${String(quantity.value)} ${quantity.unit ?? quantity.code ?? ''}`.trim(),
  );
  const days = supplyDays(request);
  to.add('supply', days === undefined ? undefined : String(days));
  to.add('reason', request.reasonCode?.map((reason) => conceptText(reason, reading)).join('; '));
  const registration = request.medicationCodeableConcept?.coding?.find(
    ({ system }) => system === 'urn:vn:sdk',
  );
  to.add('registration', registration?.code);
}

function addTest(to: Collector, observation: Observation, reading: Reading): void {
  to.add('method', conceptText(observation.method, reading));
  to.add('body-site', conceptText(observation.bodySite, reading));
  to.add('specimen', referenceName(observation.specimen, reading));
}

function addReport(to: Collector, report: DiagnosticReport, reading: Reading): void {
  to.add('conclusion', report.conclusionCode?.map((code) => conceptText(code, reading)).join('; '));
}

function addDose(to: Collector, dose: Immunization, reading: Reading): void {
  const protocol = dose.protocolApplied?.[0];
  const number = protocol?.doseNumberPositiveInt ?? protocol?.doseNumberString;
  to.add('dose-number', number === undefined ? undefined : String(number));
  to.add('vaccine-target', protocol?.targetDisease?.map((one) => conceptText(one, reading)).join(', '));
  to.add('lot', dose.lotNumber);
  to.add('body-site', conceptText(dose.site, reading));
}

function addProcedure(to: Collector, procedure: Procedure, reading: Reading): void {
  to.add('reason', procedure.reasonCode?.map((reason) => conceptText(reason, reading)).join('; '));
  to.add('body-site', procedure.bodySite?.map((one) => conceptText(one, reading)).join(', '));
  to.add('outcome', conceptText(procedure.outcome, reading));
}

function addAppointment(to: Collector, appointment: Appointment, reading: Reading): void {
  to.add('reason', appointment.reasonCode?.map((reason) => conceptText(reason, reading)).join('; '));
  to.add('note', appointment.patientInstruction ?? appointment.description);
  to.add('performer', appointment.participant.map(({ actor }) => doctorName(actor, reading)).find(Boolean));
}

function doctorName(actor: Reference | undefined, reading: Reading): string | undefined {
  return actor?.reference?.startsWith('Practitioner/') ? referenceName(actor, reading) : undefined;
}

function addSections(to: Collector, composition: Composition): void {
  for (const section of composition.section ?? [])
    to.add('section', plainText(section.text?.div), section.title);
}

/** Words of a narrative without its marks; a narrative is data and never becomes part of a page. */
export function plainText(div: string | undefined): string {
  return (div ?? '')
    .replaceAll(/<(br|\/p|\/li|\/tr|\/div)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/[ \t]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
