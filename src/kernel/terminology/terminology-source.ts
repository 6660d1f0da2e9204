import type { Bilingual } from '../schema.ts';
import type { CodeTable, Content } from './code-table.ts';
import type { Compose } from './compose.ts';

/** What can be said of a terminology resource without opening it. */
export interface TerminologyHead {
  /** Id under /fhir. */
  readonly id: string;
  readonly url: string;
  readonly version?: string;
  /** Machine name, as FHIR's `name` wants it. */
  readonly name: string;
  readonly title: Bilingual;
  readonly status: 'draft' | 'active' | 'retired' | 'unknown';
  /** Where the content comes from: decision, standard; for people. */
  readonly source?: string;
  readonly copyright?: string;
}

/** A code system; its codes are read when first asked for. */
export interface CodeSystemEntry extends TerminologyHead {
  readonly content: Content;
  readonly caseSensitive: boolean;
  /** Number of codes, where it is known without opening. */
  readonly count?: number;
  /** URL of the value set of all its codes. */
  readonly valueSet?: string;
  open(): Promise<CodeTable>;
  /** For systems that are a grammar (UCUM): whether a code that the table does not list is right, and its name. */
  parse?(code: string): Promise<{ readonly display?: string } | undefined>;
}

/** A value set. */
export interface ValueSetEntry extends TerminologyHead {
  /** Code system that must not or cannot be held here; the value set cannot be expanded because of it. */
  readonly locked?: string;
  open(): Promise<Compose>;
}

/** One line of a map. @source FHIR R4, ConceptMap.group.element */
export interface MapLine {
  readonly source: { readonly system: string; readonly code: string };
  readonly targets: readonly MapTarget[];
}

/** Where a code leads. `equivalence` in FHIR's words: how the target stands to the source. */
export interface MapTarget {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
  readonly equivalence: Equivalence;
  readonly comment?: string;
}

/** @source FHIR R4, ConceptMapEquivalence */
export type Equivalence =
  | 'relatedto'
  | 'equivalent'
  | 'equal'
  | 'wider'
  | 'subsumes'
  | 'narrower'
  | 'specializes'
  | 'inexact'
  | 'unmatched'
  | 'disjoint';

/** A map between two lists. */
export interface ConceptMapEntry extends TerminologyHead {
  /** Value sets (or code systems) it leads from and to. */
  readonly sourceScope?: string;
  readonly targetScope?: string;
  /** Code systems it speaks of, where that is known without opening; left out: open it to see. */
  readonly sourceSystems?: readonly string[];
  readonly targetSystems?: readonly string[];
  /** Where the same code means another thing in another version of its list. */
  readonly sourceVersion?: string;
  readonly targetVersion?: string;
  open(): Promise<readonly MapLine[]>;
}

/** Lists of one origin: the house's own, or those that users stored. Several versions of a URL may be there, newest last. */
export interface TerminologySource {
  readonly codeSystems: readonly CodeSystemEntry[];
  readonly valueSets: readonly ValueSetEntry[];
  readonly conceptMaps: readonly ConceptMapEntry[];
}
