/** Registers of the state that are asked about people. */
export const registerNames = ['population', 'social-insurance'] as const;
export type RegisterName = (typeof registerNames)[number];

/** Everything that a line goes to: the registers, and the national immunisation system, which is told of doses and tells of them. */
export const lineNames = [...registerNames, 'immunisation'] as const;
export type LineName = (typeof lineNames)[number];

/** Whom a register is asked about: her number, and what else is said of her, which is compared here and there. */
export interface AskedPerson {
  /** Tells the answers of one question apart; any short text of the asker's, never a number of hers. */
  readonly ref: string;
  readonly number: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly sex?: string;
}

/**
 * Why a register gave no answer. None of these says anything about the person who was asked about.
 * resting: it failed so often that it is left in peace for a while; not-set: nobody told Sen where it is.
 */
export const registerFaults = [
  'not-set',
  'resting',
  'unreachable',
  'timeout',
  'tls',
  'busy',
  'broken',
  'unreadable',
  'too-large',
  'another-request',
  'refused',
] as const;
export type RegisterFault = (typeof registerFaults)[number];

/** What it said of one person. 'refused' is ours: the answer was about somebody else, came twice and differed, or was missing. */
export type RegisterAnswer<Person> =
  | { readonly ref: string; readonly outcome: 'found'; readonly person: Person }
  | { readonly ref: string; readonly outcome: 'not-found' }
  | {
      readonly ref: string;
      readonly outcome: 'refused';
      readonly because: 'another-person' | 'twice' | 'missing';
    };

/** One answer for each who was asked about, in the same order, or why there is none at all. */
export type Told<Person> =
  | { readonly reached: true; readonly answers: readonly RegisterAnswer<Person>[] }
  | { readonly reached: false; readonly fault: RegisterFault };

/** Most people of one question. */
export const mostAsked = 500;

/** How the line to a register is. */
export interface RegisterState {
  readonly register: RegisterName;
  readonly isSet: boolean;
  readonly isSimulated: boolean;
  readonly state: 'unknown' | 'up' | 'down';
  readonly since?: Date;
  readonly fault?: RegisterFault;
  readonly answeredAt?: Date;
  /** Answers about somebody else, and the like, of the last seven days. */
  readonly reports: number;
}
