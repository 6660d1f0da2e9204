import type {
  CodeableConcept,
  Dosage,
  MedicationAdministration,
  MedicationDispense,
  MedicationRequest,
  MedicationStatement,
  Reference,
} from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import { conceptText, type Reading } from './concept.ts';
import { makeEntry } from './make-entry.ts';
import { referenceName } from './origin.ts';

interface Medicated {
  readonly medicationCodeableConcept?: CodeableConcept;
  readonly medicationReference?: Reference;
  readonly contained?: readonly { readonly resourceType: string; readonly id?: string | undefined }[];
}

/** The name of a medicine, never cut. */
export function medicineName(line: Medicated, reading: Reading): string {
  if (line.medicationCodeableConcept) return conceptText(line.medicationCodeableConcept, reading);
  const reference = line.medicationReference?.reference;
  const inside = line.contained?.find(({ id }) => reference === `#${id}`) as
    { readonly code?: CodeableConcept } | undefined;
  return inside?.code
    ? conceptText(inside.code, reading)
    : (referenceName(line.medicationReference, reading) ?? '');
}

/** How to take it, in the words of the prescription; put together from its parts where it has no words. */
export function doseText(dosages: readonly Dosage[] | undefined, reading: Reading): string {
  return (dosages ?? [])
    .map((dosage) => dosage.patientInstruction ?? dosage.text ?? composeDose(dosage, reading))
    .filter((text) => text !== '')
    .join('; ');
}

function composeDose(dosage: Dosage, reading: Reading): string {
  const dose = dosage.doseAndRate?.[0]?.doseQuantity;
  const amount =
    dose?.value === undefined ? '' : `${String(dose.value)} ${dose.unit ?? dose.code ?? ''}`.trim();
  const repeat = dosage.timing?.repeat;
  const often =
    repeat?.frequency === undefined
      ? conceptText(dosage.timing?.code, reading)
      : `× ${repeat.frequency}/${String(repeat.period ?? 1) === '1' ? '' : `${String(repeat.period)} `}${repeat.periodUnit ?? 'd'}`;
  return [amount, often, conceptText(dosage.route, reading)].filter((part) => part !== '').join(' ');
}

/** A prescribed line. */
export function medicineEntry(request: MedicationRequest, reading: Reading): Entry | undefined {
  if (request.status === 'cancelled' || request.status === 'draft') return undefined;
  const draft = {
    kind: 'medicine' as const,
    title: medicineName(request, reading),
    at: request.authoredOn,
    detail: doseText(request.dosageInstruction, reading),
    status: request.status === 'stopped' ? ('stopped' as const) : undefined,
  };
  return makeEntry(request, draft, reading, request.encounter);
}

/** What the person says she takes. */
export function statementEntry(statement: MedicationStatement, reading: Reading): Entry {
  const draft = {
    kind: 'medicine' as const,
    title: medicineName(statement, reading),
    at: statement.effectiveDateTime ?? statement.effectivePeriod?.start ?? statement.dateAsserted,
    until: statement.effectivePeriod?.end,
    detail: doseText(statement.dosage, reading),
    status:
      statement.status === 'stopped'
        ? ('stopped' as const)
        : statement.status === 'not-taken'
          ? ('not-done' as const)
          : undefined,
  };
  return makeEntry(statement, draft, reading, statement.context);
}

/** Handed out without a prescription in the record; with one, the prescription is the line. */
export function dispenseEntry(dispense: MedicationDispense, reading: Reading): Entry | undefined {
  if (dispense.authorizingPrescription !== undefined && dispense.authorizingPrescription.length > 0)
    return undefined;
  const at = dispense.whenHandedOver ?? dispense.whenPrepared;
  return makeEntry(
    dispense,
    {
      kind: 'medicine',
      title: medicineName(dispense, reading),
      at,
      detail: doseText(dispense.dosageInstruction, reading),
    },
    reading,
    dispense.context,
  );
}

/** Given on the ward without an order in the record. */
export function administrationEntry(given: MedicationAdministration, reading: Reading): Entry | undefined {
  if (given.request !== undefined) return undefined;
  const at = given.effectiveDateTime ?? given.effectivePeriod?.start;
  return makeEntry(
    given,
    { kind: 'medicine', title: medicineName(given, reading), at, detail: given.dosage?.text },
    reading,
    given.context,
  );
}
