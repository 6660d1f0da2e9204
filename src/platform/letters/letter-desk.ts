/** What a letter says; it never tells of anybody's health. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** The same for the same letter, so that one that is sent twice is shown once. Letters, digits, dots and dashes. */
  readonly name: string;
}

/** E-mail to accounts that want it, as one actor. */
export interface LetterDesk {
  /** False where no relay is set: then nothing is sent, and pages say so. */
  readonly isSet: boolean;
  /** The address that people open, for the end of a letter. */
  readonly home: string;
  /** Where the actor herself wants to be told. */
  own(): Promise<string | undefined>;
  /** Sets or takes away her own. Errors: access.step-up-required, request.invalid. */
  setOwn(address: string | undefined): Promise<void>;
  /** Accounts with an address whose own Patient this is; Sen's own work only. Error: access.denied. */
  accountsOfPerson(patientId: string): Promise<readonly string[]>;
  /** Accounts with an address that hold a right at a facility; Sen's own work only. Error: access.denied. */
  holders(permission: string, facilityId: string): Promise<readonly string[]>;
  /** False where she wants no letters any more; Sen's own work only. Errors: access.denied, service.unavailable. */
  send(accountId: string, letter: Letter): Promise<boolean>;
}
