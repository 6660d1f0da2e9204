import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Actor } from '../access/actor.ts';

/** A new resource, and who makes it. */
export interface NewOf {
  readonly actor: Actor;
  readonly resource: Resource;
}

/** A resource as it is stored: the exact text that came in (with id and meta set) beside what names it. */
export interface StoredResource {
  readonly resourceType: string;
  readonly id: string;
  readonly versionId: string;
  readonly lastUpdated: string;
  /** The JSON text, ready to be sent. */
  readonly text: string;
}

/** What a write did. 'unchanged': the same content was already the current version, nothing was written. */
export interface WriteResult extends StoredResource {
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** One page of a search; `next` is an opaque cursor that stays valid while others write. */
export interface SearchPage {
  readonly matches: readonly StoredResource[];
  readonly included: readonly StoredResource[];
  readonly next?: string;
  /** Only when asked for (_total=accurate or _summary=count). */
  readonly total?: number;
}

/**
 * The FHIR record of the country, seen through one actor: each call is checked against the actor's RecordScope and audited.
 * Errors: record.not-found, record.gone, record.invalid, record.version-conflict, record.multiple-matches,
 * record.duplicate-identifier, record.reference-not-found, record.patient-fixed, search.invalid, access.denied.
 */
export interface RecordStore {
  read(resourceType: string, id: string): Promise<StoredResource>;
  readVersion(resourceType: string, id: string, versionId: string): Promise<StoredResource>;
  /** `ifNoneExist` is a search query ('identifier=s|v'): one match is returned as 'unchanged', many throw. */
  create(resource: Resource, options?: { readonly ifNoneExist?: string }): Promise<WriteResult>;
  /**
   * Makes new resources in the names of several actors, each as if she had made hers alone; all or nothing. For who serves many callers at
   * once, and checked before who they are.
   */
  createTogether(news: readonly NewOf[]): Promise<readonly WriteResult[]>;
  /** Needs `resource.id`, or `condition` (a search query) for a conditional update. */
  update(
    resource: Resource,
    options?: { readonly ifMatch?: string; readonly condition?: string },
  ): Promise<WriteResult>;
  delete(resourceType: string, id: string): Promise<void>;
  /** `query` is the part after '?', e.g. 'patient=123&_sort=-date&_count=50'. */
  search(resourceType: string, query: string): Promise<SearchPage>;
  /**
   * Those who are called as somebody typed so far, quick however many people there are. Whose names begin so, in the order of names; where nobody at
   * all, in reach or not, is called so from the beginning, by the next of the orders that its words may have, all of them whole; at last some who bear all
   * the words of the first, in any order and by any of their names.
   */
  named(
    resourceType: string,
    orders: readonly [typed: string, ...others: string[]],
    most: number,
  ): Promise<readonly StoredResource[]>;
  history(resourceType: string, id: string, query?: string): Promise<SearchPage>;
  /** Transaction (all or nothing, one database transaction) or batch. Returns the response bundle. */
  bundle(bundle: Bundle): Promise<Bundle>;
  /** Everything in one patient's compartment, the Patient first; paged by `query` (_count, _since, _type, cursor). */
  everything(patientId: string, query?: string): Promise<SearchPage>;
  /**
   * Names the state of what `everything` would give this actor now: equal text, equal record. Where it is still `known`, the look is
   * audited like `everything`, so that a caller may show again what it kept.
   */
  versionOf(patientId: string, known?: string): Promise<string>;
}
