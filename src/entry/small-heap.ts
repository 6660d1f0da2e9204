import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by no more than a third between two collections. Left to itself V8 lets garbage pile up to twice of what is
 * alive; the reading of a claim file of 10,000 visits then takes 640 MB instead of 390, and is no faster.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
