import type { StoryDrug, StoryService } from './catalogue.ts';
import type { Facility, Worker } from './facility.ts';
import type { StoryResult, VitalValues } from './measures.ts';
import type { Person } from './person.ts';

/** A service that was done, with what it answered. */
export interface StoryOrder {
  readonly service: StoryService;
  readonly quantity: number;
  /** Minutes since 1970, Viet Nam's clock. */
  readonly orderedAt: number;
  readonly doneAt: number;
  /** Laboratory section or imaging kind (table 0074); '' for consultations and procedures. */
  readonly section: string;
  readonly results: readonly StoryResult[];
  readonly finding?: string;
  readonly conclusion?: string;
}

export interface StoryPrescription {
  readonly drug: StoryDrug;
  readonly quantity: number;
  readonly orderedAt: number;
}

/** A visit as it happened; the writers tell it in the words of a claim, of HL7 or of FHIR. */
export interface Visit {
  readonly person: Person;
  /** MA_LK: unique in the facility. */
  readonly key: string;
  readonly facility: Facility;
  readonly doctor: Worker;
  readonly start: number;
  readonly end: number;
  readonly admitted: boolean;
  /** Number of the hospital record of an admission. */
  readonly recordNumber?: string;
  readonly reason: string;
  readonly diagnosis: string;
  readonly others: readonly string[];
  readonly vitals: VitalValues;
  readonly orders: readonly StoryOrder[];
  readonly prescriptions: readonly StoryPrescription[];
  /** What the doctor wrote, with the minute. */
  readonly notes: readonly { readonly at: number; readonly text: string }[];
  readonly emergency: boolean;
  /** KET_QUA_DTRI */
  readonly outcome: '1' | '2' | '3';
  /** Day of the next appointment. */
  readonly again?: number;
  readonly insured: boolean;
  /** A child that was born in this visit. */
  readonly birthOf?: number;
}
