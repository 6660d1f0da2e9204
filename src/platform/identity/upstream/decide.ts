import type { UpstreamPerson } from './claims.ts';

/** A person in the record who holds the number now. */
export interface NumberHolder {
  readonly patientId: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly isDead: boolean;
}

/** An account of such a person. */
export interface HolderAccount {
  readonly id: string;
  readonly patientId?: string;
  readonly isDisabled: boolean;
  /** True where it has no role but that of a citizen. */
  readonly isOnlyCitizen: boolean;
  /** True where another subject of the same issuer signs in to it. */
  readonly isLinked: boolean;
}

/** What Sen knows about who comes from the e-ID. */
export interface UpstreamFacts {
  readonly person: UpstreamPerson;
  /** The account that this subject was linked to before. */
  readonly linked?: HolderAccount;
  /** Who holds the told number now; empty where none was told. */
  readonly holders: readonly NumberHolder[];
  /** Accounts of the one holder. */
  readonly accounts: readonly HolderAccount[];
}

/** Why somebody whom the e-ID knows is not let in. Each has a page of its own that says what to do. */
export type UpstreamRefusal =
  | 'level-too-low'
  | 'number-missing'
  | 'number-changed'
  | 'nobody'
  | 'several'
  | 'birth-differs'
  | 'not-living'
  | 'account-closed'
  | 'account-of-worker'
  | 'account-linked';

/** Into which account she comes. */
export type UpstreamDecision =
  | { readonly kind: 'enter' | 'link'; readonly accountId: string }
  | { readonly kind: 'create'; readonly holder: NumberHolder }
  | { readonly kind: 'refuse'; readonly because: UpstreamRefusal };

/**
 * Into which account somebody comes whom the e-ID told of. Level 2 proves who she is: it links her to the account of the one person who
 * holds her number, or makes one. Level 1 opens only what was linked before. A link never outlives the number it was made by: where the
 * e-ID tells another one, or the record has since given the number to somebody else, nobody comes in until a station has looked.
 * Accounts with rights over others are not linked by a number, since whoever may write a Patient could put her own number there.
 * @source Nghị định 69/2024/NĐ-CP (levels of electronic identification; verify); what each level opens in Sen: own rule, verify
 */
export function decideUpstream(facts: UpstreamFacts): UpstreamDecision {
  const { person, linked, holders } = facts;
  if (linked !== undefined) {
    if (linked.isDisabled) return refuse('account-closed');
    if (
      person.personalNumber !== undefined &&
      !holders.some(({ patientId }) => patientId === linked.patientId)
    )
      return refuse('number-changed');
    return { kind: 'enter', accountId: linked.id };
  }
  if (person.level < 2) return refuse('level-too-low');
  if (person.personalNumber === undefined) return refuse('number-missing');
  const [holder, another] = holders;
  if (holder === undefined) return refuse('nobody');
  if (another !== undefined) return refuse('several');
  if (holder.isDead) return refuse('not-living');
  if (differs(holder.birthDate, person.birthDate)) return refuse('birth-differs');
  return intoAccountOf(holder, facts.accounts);
}

function intoAccountOf(holder: NumberHolder, accounts: readonly HolderAccount[]): UpstreamDecision {
  const [account, another] = accounts;
  if (account === undefined) return { kind: 'create', holder };
  if (another !== undefined || !account.isOnlyCitizen) return refuse('account-of-worker');
  if (account.isDisabled) return refuse('account-closed');
  return account.isLinked ? refuse('account-linked') : { kind: 'link', accountId: account.id };
}

/** The record may know a birth by its year alone; then the year is compared. */
function differs(recorded: string | undefined, told: string | undefined): boolean {
  return recorded !== undefined && told !== undefined && !told.startsWith(recorded.slice(0, 10));
}

function refuse(because: UpstreamRefusal): UpstreamDecision {
  return { kind: 'refuse', because };
}
