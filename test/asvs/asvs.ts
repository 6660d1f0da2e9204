import { rows as encoding } from './encoding-and-validation.ts';
import { rows as keys } from './keys-and-running.ts';
import { rows as rights } from './rights-and-tokens.ts';
import type { Row } from './row.ts';
import { rows as signingIn } from './signing-in.ts';
import { rows as web } from './web-and-api.ts';

/** Every requirement of OWASP ASVS 5.0.0 of levels 1 and 2, in its order. */
export const asvsRows: readonly Row[] = [...encoding, ...web, ...signingIn, ...rights, ...keys];
