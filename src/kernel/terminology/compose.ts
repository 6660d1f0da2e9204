/** A condition on the codes of a system. */
export interface ComposeFilter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
}

/** One line of a composition: codes of a system that meet all of it, and that are in all the value sets named. */
export interface ComposeInclude {
  readonly system?: string;
  readonly version?: string;
  readonly concept?: readonly { readonly code: string; readonly display?: string }[];
  readonly filter?: readonly ComposeFilter[];
  readonly valueSet?: readonly string[];
}

/** What a value set is made of. @source FHIR R4, ValueSet.compose */
export interface Compose {
  readonly include: readonly ComposeInclude[];
  readonly exclude?: readonly ComposeInclude[];
  /** false: codes no longer in use are left out. */
  readonly inactive?: boolean;
}
