/** A coding as far as a profile fixes it. */
export interface FixedCoding {
  readonly system?: string;
  readonly code?: string;
}

/** Which codes an element may carry, and how strictly. */
export interface Binding {
  readonly strength: string;
  readonly valueSet?: string;
}

/** A rule in FHIRPath that a profile adds. */
export interface ProfileConstraint {
  readonly key: string;
  readonly severity: string;
  readonly expression: string;
}

/** One element of a differential, as far as it is used here. */
export interface ProfileElement {
  readonly id: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly slicing?: {
    readonly discriminator?: readonly { readonly type: string; readonly path: string }[];
    readonly rules?: string;
  };
  readonly min?: number;
  readonly max?: string;
  readonly type?: readonly {
    readonly code: string;
    readonly profile?: readonly string[];
    readonly targetProfile?: readonly string[];
  }[];
  readonly fixedUri?: string;
  readonly fixedCode?: string;
  readonly patternCoding?: FixedCoding;
  readonly patternCodeableConcept?: { readonly coding: readonly FixedCoding[] };
  readonly constraint?: readonly ProfileConstraint[];
  readonly binding?: Binding;
}

/** A StructureDefinition that narrows a type: the differential says everything. */
export interface Profile {
  readonly id: string;
  readonly url: string;
  readonly type: string;
  readonly baseDefinition: string;
  readonly differential: { readonly element: readonly ProfileElement[] };
}
