import type { CodeableConcept, VerificationResult } from '@medplum/fhirtypes';
import type { RegisterName } from '../../doors/api.ts';
import { agrees, type FieldName } from '../domain/fields.ts';
import type { Outcome, Verdict } from '../domain/judge.ts';

/** How far a field agreed, on the result: 'name' and 'spelled-otherwise', never a value. */
export const fieldExtension = 'urn:sen:verification-field';
/** Codes of outcomes and registers; own lists. */
export const outcomeSystem = 'urn:sen:verification-outcome';
export const registerSystem = 'urn:sen:register';

const paths: Readonly<Record<FieldName, string>> = {
  name: 'Patient.name',
  birthDate: 'Patient.birthDate',
  sex: 'Patient.gender',
  address: 'Patient.address',
  number: 'Patient.identifier',
  card: 'Patient.identifier',
  state: 'Patient.deceased',
};

const statuses: Readonly<Record<Exclude<Outcome, 'unreachable'>, VerificationResult['status']>> = {
  match: 'validated',
  moved: 'validated',
  expired: 'validated',
  renumbered: 'req-revalid',
  dead: 'val-fail',
  mismatch: 'val-fail',
  'not-found': 'val-fail',
};

const hl7 = (name: string, code: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${name}`, code }],
});

/** One verification as FHIR tells it: of whom, against what, when, with what result. Its versions are the history. */
export function verificationResult(
  id: string,
  patientId: string,
  register: RegisterName,
  { outcome, fields }: Verdict,
  at: Date,
): VerificationResult {
  const moment = at.toISOString();
  const compared = Object.entries(fields) as [FieldName, string][];
  const isFound = outcome !== 'not-found';
  return {
    resourceType: 'VerificationResult',
    id,
    extension: compared
      .filter(([, level]) => level !== 'missing')
      .map(([field, level]) => ({
        url: fieldExtension,
        extension: [
          { url: 'field', valueCode: field },
          { url: 'level', valueCode: level },
        ],
      })),
    target: [{ reference: `Patient/${patientId}` }],
    targetLocation: [...new Set(compared.map(([field]) => paths[field]))],
    need: hl7('need', 'initial'),
    status: statuses[outcome],
    statusDate: moment,
    validationType: hl7('validation-type', 'primary'),
    validationProcess: [{ coding: [{ system: outcomeSystem, code: outcome }] }],
    lastPerformed: moment,
    failureAction: hl7('failure-action', 'warn'),
    primarySource: [
      {
        type: [{ coding: [{ system: registerSystem, code: register }] }],
        validationStatus: hl7('validation-status', isFound && allAgree(fields) ? 'successful' : 'failed'),
        validationDate: moment,
        canPushUpdates: hl7('can-push-updates', 'yes'),
      },
    ],
  };
}

function allAgree(fields: Verdict['fields']): boolean {
  return Object.values(fields).every(agrees);
}
