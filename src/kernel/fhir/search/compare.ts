import type { DateTerm, NumberTerm } from './parsed-query.ts';

interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** Does a stored time range [lo, hi) meet what is asked? The R4 rules for prefixes on ranges; 'eq' is containment. */
export function dateMatches(stored: Range, asked: DateTerm): boolean {
  switch (asked.prefix) {
    case 'eq':
      return asked.lo <= stored.lo && stored.hi <= asked.hi;
    case 'ne':
      return !(asked.lo <= stored.lo && stored.hi <= asked.hi);
    case 'gt':
      return stored.hi > asked.hi;
    case 'lt':
      return stored.lo < asked.lo;
    case 'ge':
      return stored.hi > asked.hi || (asked.lo <= stored.lo && stored.hi <= asked.hi);
    case 'le':
      return stored.lo < asked.lo || (asked.lo <= stored.lo && stored.hi <= asked.hi);
    case 'sa':
      return stored.lo >= asked.hi;
    case 'eb':
      return stored.hi <= asked.lo;
    case 'ap':
      return stored.lo < asked.hi && stored.hi > asked.lo;
  }
}

/** Does a stored number (lo = hi for a plain one) meet what is asked? 'gt' and its kin compare the exact number. */
export function numberMatches(stored: Range, asked: NumberTerm): boolean {
  switch (asked.prefix) {
    case 'eq':
      return asked.lo <= stored.lo && stored.hi <= asked.hi;
    case 'ne':
      return !(asked.lo <= stored.lo && stored.hi <= asked.hi);
    case 'gt':
      return stored.hi > asked.value;
    case 'lt':
      return stored.lo < asked.value;
    case 'ge':
      return stored.hi >= asked.value;
    case 'le':
      return stored.lo <= asked.value;
    case 'sa':
      return stored.lo > asked.value;
    case 'eb':
      return stored.hi < asked.value;
    case 'ap':
      return stored.lo <= asked.hi && stored.hi >= asked.lo;
  }
}
