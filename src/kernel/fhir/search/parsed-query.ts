import type { QuantityValue } from './index-values.ts';
import type { SearchParameterDefinition } from './search-parameters.ts';
import type { CanonicalQuantity } from './units.ts';

/** Comparison prefixes of R4. */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** 's|c': both; 'c': any system (system undefined); '|c': no system (system null); 's|': any code of the system. */
export interface TokenTerm {
  readonly system?: string | null;
  readonly code?: string;
}

/** Wanted time range [lo, hi) in ms; compare with the stored range as the prefix says (see `dateMatches`). */
export interface DateTerm {
  readonly prefix: Prefix;
  readonly lo: number;
  readonly hi: number;
}

/** Wanted number; [lo, hi] is the implicit precision of what was written. */
export interface NumberTerm extends Pick<QuantityValue, 'value' | 'lo' | 'hi'> {
  readonly prefix: Prefix;
}

/** Wanted quantity: system undefined means any system; code then matches code or unit. */
export interface QuantityTerm extends NumberTerm {
  readonly system?: string;
  readonly code?: string;
  /** In base units of UCUM, where the unit asked for is one of its. */
  readonly canonical?: CanonicalQuantity;
}

/** Wanted place: within so many metres of a point. */
export interface NearTerm {
  readonly latitude: number;
  readonly longitude: number;
  readonly metres: number;
}

/** Wanted words of a text, folded, each in any place; a phrase in quotes stands as it is. */
export interface TextTerm {
  readonly words: readonly string[];
  readonly phrases: readonly string[];
}

/** Wanted reference: `type` may be absent where only an id was given; `url` for absolute references and canonicals. */
export interface ReferenceTerm {
  readonly type?: string;
  readonly id?: string;
  readonly version?: string;
  readonly url?: string;
}

/** Wanted string; folded for the default and :contains, exact for :exact. */
export interface StringTerm {
  readonly folded: string;
  readonly exact: string;
}

interface On {
  /** The parameter this condition asks about. */
  readonly param: SearchParameterDefinition;
}

/** Condition on one parameter; `values` are alternatives (OR), never empty. */
export type ValueCondition = On &
  (
    | {
        readonly kind: 'token';
        readonly modifier?: 'not' | 'in' | 'not-in' | 'above' | 'below';
        readonly values: readonly TokenTerm[];
      }
    | { readonly kind: 'token-text'; readonly values: readonly StringTerm[] }
    | {
        readonly kind: 'of-type';
        readonly values: readonly { readonly type: TokenTerm; readonly value: string }[];
      }
    | {
        readonly kind: 'string';
        readonly modifier?: 'exact' | 'contains';
        readonly values: readonly StringTerm[];
      }
    | { readonly kind: 'date'; readonly values: readonly DateTerm[] }
    | { readonly kind: 'number'; readonly values: readonly NumberTerm[] }
    | { readonly kind: 'quantity'; readonly values: readonly QuantityTerm[] }
    | {
        readonly kind: 'reference';
        readonly modifier?: 'above' | 'below';
        readonly values: readonly ReferenceTerm[];
      }
    | { readonly kind: 'reference-identifier'; readonly values: readonly TokenTerm[] }
    | { readonly kind: 'uri'; readonly modifier?: 'above' | 'below'; readonly values: readonly string[] }
    | {
        readonly kind: 'composite';
        readonly values: readonly { readonly components: readonly ValueCondition[] }[];
      }
    | { readonly kind: 'near'; readonly values: readonly NearTerm[] }
    /** _text (the narrative) and _content (the whole resource). */
    | { readonly kind: 'text'; readonly values: readonly TextTerm[] }
    /** _list: ids of List resources whose items are wanted. */
    | { readonly kind: 'list'; readonly values: readonly string[] }
    | { readonly kind: 'missing'; readonly missing: boolean }
  );

/** 'subject:Patient.name=an': the reference `param` points to a resource that meets the condition of its type. */
export interface ChainCondition extends On {
  readonly kind: 'chain';
  /** One alternative per target type that has the next parameter. */
  readonly targets: readonly { readonly resourceType: string; readonly condition: Condition }[];
}

/** '_has:Observation:subject:code=x': some `resourceType` whose reference `param` points here meets the condition. */
export interface HasCondition extends On {
  readonly kind: 'has';
  readonly resourceType: string;
  readonly condition: Condition;
}

/** One thing to ask; the conditions of a query are all to be met. */
export type Condition = ValueCondition | ChainCondition | HasCondition;

/** _include or _revinclude. `param` undefined is '*': every reference parameter of the type. */
export interface Include {
  readonly resourceType: string;
  readonly param?: SearchParameterDefinition;
  readonly targetType?: string;
  readonly iterate: boolean;
}

/** What a search asks for. */
export interface ParsedQuery {
  readonly resourceType: string;
  readonly conditions: readonly Condition[];
  readonly includes: readonly Include[];
  readonly revincludes: readonly Include[];
  /** `param` may also be _id or _lastUpdated. */
  readonly sort: readonly { readonly param: SearchParameterDefinition; readonly descending: boolean }[];
  readonly count?: number;
  readonly summary?: 'true' | 'text' | 'data' | 'count' | 'false';
  readonly elements?: readonly string[];
  readonly total?: 'none' | 'estimate' | 'accurate';
  /** Parameters named in `options.passThrough` (a cursor, for one), as they came, decoded. */
  readonly other: readonly { readonly name: string; readonly value: string }[];
  /** Lenient mode: names that were not understood. */
  readonly ignored: readonly string[];
}
