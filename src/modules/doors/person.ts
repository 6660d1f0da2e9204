import type { Patient } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';

/** What a message says about who somebody is. All strings as given, trimmed. */
export interface PersonIdentity {
  /** Code of the facility that speaks; its hospital numbers are unique only there. */
  readonly facility: string;
  /** 12-digit personal number. */
  readonly personalNumber?: string | undefined;
  readonly oldIdentityCard?: string | undefined;
  readonly passport?: string | undefined;
  /** 15 characters or 10 digits each; the newest last. */
  readonly insuranceCards?: readonly string[] | undefined;
  readonly hospitalNumber?: string | undefined;
  /** Whole name as given, any case, any Unicode form. */
  readonly name?: string | undefined;
  /** FHIR date, also a year alone. */
  readonly birthDate?: string | undefined;
  readonly gender?: 'male' | 'female' | 'other' | 'unknown' | undefined;
  /** The rest of a Patient: address, telecom, extension, contact, communication... */
  readonly more?: Partial<Patient> | undefined;
}

/** Who it is, or why it must not be decided by a machine. `rule` and `field` name the quarantine finding. */
export type PersonResolution =
  | {
      readonly patientId: string;
      readonly reference: string;
      readonly outcome: 'made' | 'updated' | 'unchanged';
    }
  | {
      readonly refuse: {
        readonly rule: string;
        readonly field: 'personalNumber' | 'insuranceCards' | 'hospitalNumber';
        readonly text: Bilingual;
      };
    };

export declare function resolvePerson(ctx: Context, identity: PersonIdentity): Promise<PersonResolution>;
