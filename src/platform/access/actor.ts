import type { Permission } from '#kernel/contract.ts';
import type { Language } from '#kernel/schema.ts';
import type { Assurance } from '../identity/sessions/assurance.ts';
import type { LicenceFault } from '#kernel/licence-errors.ts';
import type { Interaction, Opening, Purpose } from './access-words.ts';
import type { FilterPart } from './scope-filter.ts';

export type { Interaction, Purpose } from './access-words.ts';

/** Who acts, in which role, at which facility, for what purpose. Made once per request by platform/identity. */
export interface Actor {
  /** 'platform' is Sen itself (migrations, demo, doors after the sender was checked). */
  readonly kind: 'anonymous' | 'person' | 'system' | 'platform';
  /** Account or client id; what the audit names. */
  readonly accountId: string;
  /** Name to show; never written to the log. */
  readonly display: string;
  /** Role ids, e.g. 'citizen', 'station-doctor', 'hospital-doctor', 'administrator'. */
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<Permission>;
  /** SMART scopes of a client, e.g. 'system/*.cruds'; empty for people who use Sen's own pages. */
  readonly scopes: readonly string[];
  /** Id of the actor's own Patient, where the account belongs to a citizen. */
  readonly patientId?: string;
  /** Id of the Organization in whose name the actor works. */
  readonly facilityId?: string;
  /** Id of the actor's Practitioner. */
  readonly practitionerId?: string;
  /** Codes of the places for whose public health the actor works, communes or provinces; where absent, those of the facility count. */
  readonly places?: readonly string[];
  /** Whom the app was launched for, by logical ids; only where a person works through an app that is not Sen's own. */
  readonly launch?: { readonly patientId?: string; readonly encounterId?: string };
  /** Roles that she was given and may not use now, and the error code that says why. */
  readonly withheld?: { readonly roles: readonly string[]; readonly because: LicenceFault };
  /** The sign-in that this request belongs to; people only. */
  readonly sessionId?: string;
  /** How and when the person last showed who she is; people only. */
  readonly assurance?: Assurance;
  /** Set by the door of devices that work without a network: what they made there keeps the ids it has. */
  readonly bringsIds?: true;
  readonly purpose: Purpose;
  readonly language: Language;
  /** X-Request-Id of the request, or the id of the job run. */
  readonly requestId: string;
}

/** What a policy is asked about. */
export interface Subject {
  readonly patientId?: string;
  readonly facilityId?: string;
  readonly resourceType?: string;
}

/** A refusal with its reason; the caller sees only the sentence of its code. */
export interface Refusal {
  readonly refuse: string;
}

/**
 * Which part of the record an actor may touch, decided once per request by the pure function `recordScope(actor)` in
 * record-scope.ts, checked on each read and compiled into each search. A resource inside a patient's compartment is seen
 * only under one of these; resources outside (Organization, Practitioner, Location, terminology) are open to any signed-in
 * reader and written by 'all' only.
 * - all: system clients with the scope that are bound to no facility, and the platform itself
 * - own: the persons named (her own record), and those whose guardian, carer or named relative she is
 * - facility: persons to whom the actor or the facility is tied (record.care_relation), as far as each tie opens their lines
 * - none: no clinical resource at all (administrator)
 */
export type RecordScope = {
  readonly reach: 'all' | 'own' | 'facility' | 'none';
  readonly patientIds: readonly string[];
  readonly facilityId?: string;
  /** The one person whose data are left of all the above: whom an app was launched for. */
  readonly onlyPatientId?: string;
  /**
   * What the scopes leave of a type for an interaction that they allow: a resource must meet all parts of one of these filters. Undefined
   * where every resource is left.
   */
  readonly filters?: (
    interaction: Interaction,
    resourceType: string,
  ) => readonly (readonly FilterPart[])[] | undefined;
  /** Which interactions are allowed on which types; '*' is every type. */
  readonly may: (interaction: Interaction, resourceType: string) => boolean;
  /** By what names ties and consents mean this actor. */
  readonly grantees: readonly string[];
  /** What ties to a person open. */
  readonly openings: readonly Opening[];
};
