/** How somebody showed who she is. 'vneid' is a sign-in at the national e-ID, 'pin' a switch at a shared computer. */
export type SignInMethod = 'password' | 'totp' | 'passkey' | 'recovery' | 'vneid' | 'pin';

/** How sure Sen is of whom it speaks with. */
export interface Assurance {
  /** 1: one factor; 2: two factors, or a passkey with user verification; 3: like 2 or 1, and shown again a moment ago. */
  readonly level: 1 | 2 | 3;
  /** When it was last shown. */
  readonly at: Date;
  readonly methods: readonly SignInMethod[];
}

/** How long after a step-up the level is 3. */
export const steppedUpMs = 5 * 60 * 1000;

/**
 * The level that these methods reach together: a passkey counts for two, because it is a thing that its owner has and unlocks.
 * @source NIST SP 800-63B-4, section 2: what AAL2 asks for
 */
export function levelOf(methods: readonly SignInMethod[]): 1 | 2 {
  if (methods.includes('passkey')) return 2;
  const kinds = new Set(methods.map((method) => kindOf[method]));
  return kinds.size > 1 ? 2 : 1;
}

const kindOf: Readonly<Record<SignInMethod, string>> = {
  password: 'knows',
  pin: 'knows',
  totp: 'has',
  recovery: 'has',
  passkey: 'has',
  vneid: 'shown elsewhere',
};

const amrOf: Readonly<Record<SignInMethod, readonly string[]>> = {
  password: ['pwd'],
  totp: ['otp'],
  passkey: ['hwk', 'user'],
  recovery: ['otp'],
  vneid: ['ext'],
  pin: ['pin'],
};

/** The methods as OpenID calls them in `amr`. @source RFC 8176 */
export function amrOfMethods(methods: readonly SignInMethod[]): string[] {
  const names = new Set(methods.flatMap((method) => amrOf[method]));
  return levelOf(methods) === 2 ? [...names, 'mfa'] : [...names];
}
