/** Kinds of search parameter in R4. */
export type SearchParameterType =
  'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special';

/** A search parameter as one resource type sees it. */
export interface SearchParameterDefinition {
  /** Name in a query, e.g. 'birthdate'. */
  readonly code: string;
  readonly type: SearchParameterType;
  /** Resource types that a reference may point to; empty means any. */
  readonly targets: readonly string[];
  /** FHIRPath of this resource type only, e.g. 'Patient.birthDate'; '' where the store itself knows the value. */
  readonly expression: string;
  /** Components of a composite. */
  readonly components?: readonly { readonly code: string; readonly expression: string }[];
}
