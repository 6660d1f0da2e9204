import { claimDay } from '#kernel/vietnam/date.ts';

/**
 * Code of somebody whose number is not known: newborn, unconscious, foreigner, not yet issued. Never looks like a personal number.
 * @source own convention, verify: no rule for such codes was found; NĐ 102/2025/NĐ-CP Art. 6 makes the personal number the health ID
 * @param facility five characters of the facility that registers
 * @example temporaryCode('01001', new Date('2026-11-23T03:00:00Z'), 7) // 'VD-01001-20261123-0007'
 */
export function temporaryCode(facility: string, at: Date, number: number): string {
  return `VD-${facility}-${claimDay(at)}-${String(number).padStart(4, '0')}`;
}

const shape = /^VD-[0-9A-Z]{5}-\d{8}-\d{4,}$/;

/** True for what `temporaryCode` makes. */
export function isTemporaryCode(text: string): boolean {
  return shape.test(text.trim().toUpperCase());
}
