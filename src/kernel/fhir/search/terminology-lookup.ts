/** What a search asks of terminology: which codes stand in a value set, and above or below a code. */
export interface TerminologyLookup {
  /** The codes of a value set ('url' or 'url|version') by system. Errors: terminology.unknown-value-set and its kin. */
  expandCodes(
    canonical: string,
  ): Promise<readonly { readonly system: string; readonly codes: readonly string[] }[]>;
  /** A code and all below it; only the code itself where the list or the code is unknown. */
  descendantsOf(system: string, code: string): Promise<readonly string[]>;
  /** A code and all above it; only the code itself where the list or the code is unknown. */
  ancestorsOf(system: string, code: string): Promise<readonly string[]>;
}
