import type { Slot } from './slots.ts';
import type { IndexRow } from '../index-row.ts';
import type { StoredResource } from '../record-store.ts';
import type { Row } from '../rows.ts';

/** Something to write, as it was asked for. */
export interface Intent {
  readonly method: 'create' | 'update' | 'delete';
  readonly resourceType: string;
  /** Update and delete by id. */
  readonly id?: string;
  /** A search query: ifNoneExist of a create, or the condition of an update or delete. */
  readonly condition?: string;
  readonly ifMatch?: string;
  /** True for an update that may only make something new (If-None-Match: *). */
  readonly onlyNew?: boolean;
  /** A patch: an update whose text is made of the present one. Errors: patch.*, fhirpath.*. */
  readonly change?: (text: string) => string;
  /** The version from which a patch made its text; another one by now means that it is made again. */
  readonly basedOn?: number;
  /** The resource as JSON text; absent for delete. */
  readonly text?: string;
  /** True for a text that JSON.stringify made in this process: no white space, no key twice. */
  readonly printedHere?: boolean;
  /** How the rest of the bundle points to it. */
  readonly fullUrl?: string;
  /** Where it stands, for errors: 'Bundle.entry[3]'; '' outside a bundle. */
  readonly where: string;
}

/** A resource of any type, read from JSON. */
export type Json = Record<string, unknown> & { resourceType: string; id?: string };

/** An intent on its way into the store. */
export interface Draft {
  readonly intent: Intent;
  /** The resource, references already rewritten; undefined for delete. */
  readonly resource: Json | undefined;
  readonly slots: readonly Slot[];
  /** The FHIR id it is read by; '' until known. */
  fhirId: string;
  /** Its row id; '' until known. */
  rowId: string;
  bucket: number;
  /** Row id of the person whose compartment holds it. */
  patient: string | null;
  /** Row ids of further persons in whose compartments it lies. */
  further: readonly string[];
  /** Row ids that its FHIR id may have had before, while it was somebody else's; deleted by now. */
  former: readonly string[];
  /** The current row that it replaces. */
  previous: Row | undefined;
  previousText: string | undefined;
  version: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'nothing';
  /** The id that a conditional update brings for what is not there yet. */
  wanted: string | undefined;
  /** The text with addresses rewritten that stand elsewhere than in references. */
  rewritten: string | undefined;
  /** Text to store, or of the row that stays. */
  text: string;
  index: IndexRow | undefined;
  /** Bits of kernel/sensitivity. */
  sensitive: number;
  /** Another draft of the same bundle that asks for the same thing under the same condition. */
  sameAs: Draft | undefined;
}

/** What became of an intent. */
export interface Outcome {
  readonly outcome: Draft['outcome'];
  /** Absent where nothing is stored under the name (deletes). */
  readonly stored?: StoredResource;
  /** Version of a deletion. */
  readonly versionId?: string;
}
