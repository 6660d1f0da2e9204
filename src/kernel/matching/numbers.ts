import type { Level } from './fields.ts';
import { isOneSlip } from './one-slip.ts';

/** Kinds of numbers that are compared with their own kind only. */
export type NumberKind = 'personal' | 'old-card' | 'passport' | 'insurance';

/** A number that somebody bears or bore. */
export interface NumberTraits {
  readonly kind: NumberKind;
  readonly value: string;
  /** True where it is no longer in force. */
  readonly old?: boolean | undefined;
}

/**
 * Reads the numbers of a person into their right kinds: nine digits in the place of a personal number are an old card, a card of fifteen
 * characters is known by the social-insurance number in it, zeros are nothing.
 * @source Law 26/2023/QH15 (12 digits); QĐ 1351/QĐ-BHXH 2015 and QĐ 1666/QĐ-BHXH 2020 (last ten digits stay when the card changes)
 */
export function readNumbers(numbers: readonly NumberTraits[]): NumberTraits[] {
  const read: NumberTraits[] = [];
  for (const { kind, value, old } of numbers) {
    const bare = value.replace(/[\s.-]/g, '').toUpperCase();
    if (/^0*$/.test(bare)) continue;
    const cut = kind === 'insurance' && bare.length === 15 ? bare.slice(5) : bare;
    const kindNow = kind === 'personal' && /^\d{9}$/.test(cut) ? 'old-card' : kind;
    if (!read.some((one) => one.kind === kindNow && one.value === cut))
      read.push({ kind: kindNow, value: cut, ...(old === true && { old }) });
  }
  return read;
}

/**
 * How far the best pair of two lists of numbers of one kind agrees. 'near': one digit wrong, lacking or swapped with its neighbour, or two
 * digits wrong of at least ten, which chance makes of two numbers once in a thousand even where their first halves are the same.
 */
export function compareNumbers(
  a: readonly string[],
  b: readonly string[],
): 'same' | 'near' | 'different' | 'missing' {
  if (a.length === 0 || b.length === 0) return 'missing';
  for (const one of a) if (b.includes(one)) return 'same';
  for (const one of a)
    for (const other of b) if (isOneSlip(one, other) || differsInTwo(one, other)) return 'near';
  return 'different';
}

function differsInTwo(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 10) return false;
  let differing = 0;
  for (let at = 0; at < a.length && differing < 3; at += 1) if (a[at] !== b[at]) differing += 1;
  return differing === 2;
}

/** The better of two agreements of numbers; what is missing says nothing. */
export function bestOf(a: Level<'otherNumber'>, b: Level<'otherNumber'>): Level<'otherNumber'> {
  return order[a] <= order[b] ? a : b;
}

const order: Readonly<Record<Level<'otherNumber'>, number>> = { same: 0, near: 1, different: 2, missing: 3 };
