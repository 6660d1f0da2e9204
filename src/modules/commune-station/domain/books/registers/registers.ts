import type { Register } from '../language.ts';
import { a1, a3, a4, a51, a52, a7 } from './care.ts';
import { a11, a21, a22, a6, population, workers } from './people.ts';
import { a10, a121, a122, a123, a8, a9, others } from './programmes.ts';

/** All books of a commune station, in the order of the annex; inner lists last. @source TT 23/2025/TT-BYT Annex III, A1-A12 */
export const registers: readonly Register[] = [
  a1,
  a21,
  a22,
  a3,
  a4,
  a51,
  a52,
  a6,
  a7,
  a8,
  a9,
  a10,
  a11,
  a121,
  a122,
  a123,
  others,
  population,
  workers,
];

/** A book by its code; undefined where there is none. */
export function findRegister(code: string): Register | undefined {
  return registers.find((one) => one.code === code);
}
