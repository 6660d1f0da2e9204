import type { CanonicalQuantity } from './units.ts';

/** A token: Coding, one Coding of a CodeableConcept, Identifier, ContactPoint, code, boolean, id. */
export interface TokenValue {
  readonly system?: string;
  /** Absent where only a text or a system is known. */
  readonly code?: string;
  /** Folded text of the concept or display of the coding, for :text. */
  readonly text?: string;
  /** Identifier.type codings, for :of-type. */
  readonly types?: readonly { readonly system?: string; readonly code: string }[];
}

/** A string: folded for the default and :contains search, exact for :exact. */
export interface StringValue {
  readonly folded: string;
  readonly exact: string;
}

/** A time as a half-open range in milliseconds since 1970: [lo, hi). Open ends are -Infinity and Infinity. */
export interface DateValue {
  readonly lo: number;
  readonly hi: number;
}

/**
 * A number or quantity that a resource holds: lo = hi = value for a plain one; a Range, a comparator ('<5') or sampled data
 * cover lo to hi, then value is the nearest single number. Precision is a matter of what is asked, see NumberTerm.
 */
export interface QuantityValue {
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
  readonly system?: string;
  readonly code?: string;
  readonly unit?: string;
  /** In base units of UCUM, where the unit is one of its. */
  readonly canonical?: CanonicalQuantity;
}

/** A place on earth in degrees. */
export interface PositionValue {
  readonly latitude: number;
  readonly longitude: number;
}

/** A reference: to a resource of this base (type and id), to another base (url as well), or by identifier only. */
export interface ReferenceValue {
  readonly type?: string;
  readonly id?: string;
  readonly version?: string;
  /** The reference as written, where it is absolute, a canonical (without '|version') or a urn. */
  readonly url?: string;
  readonly identifier?: { readonly system?: string; readonly value: string };
}

/** One tuple of a composite parameter: per component the values that stand together in one element. */
export interface CompositeValue {
  readonly components: readonly ComponentValues[];
}

/** Values of one component of a composite; exactly one list is filled. */
export interface ComponentValues {
  readonly tokens?: readonly TokenValue[];
  readonly strings?: readonly StringValue[];
  readonly dates?: readonly DateValue[];
  readonly numbers?: readonly QuantityValue[];
  readonly quantities?: readonly QuantityValue[];
  readonly references?: readonly ReferenceValue[];
  readonly uris?: readonly string[];
}

/**
 * What a resource can be found by: per kind, parameter code -> values (never an empty list). _id and _lastUpdated are not
 * here (columns of the store); _tag, _security, _profile and _source are.
 */
export interface IndexValues {
  readonly tokens: Record<string, readonly TokenValue[]>;
  readonly strings: Record<string, readonly StringValue[]>;
  readonly dates: Record<string, readonly DateValue[]>;
  readonly numbers: Record<string, readonly QuantityValue[]>;
  readonly quantities: Record<string, readonly QuantityValue[]>;
  readonly references: Record<string, readonly ReferenceValue[]>;
  readonly uris: Record<string, readonly string[]>;
  readonly composites: Record<string, readonly CompositeValue[]>;
  readonly positions: Record<string, readonly PositionValue[]>;
  /** Words of the narrative, each once, for _text; for a store's index only. */
  narrative?: readonly string[];
}
