import type { Sample } from '../domain/reading.ts';

/** A reading as the endpoint takes it. */
export function toSend({ values, doubts, ...sample }: Sample, from: number | undefined) {
  return {
    ...sample,
    values: [...values],
    ...(doubts !== undefined && { doubts: [...doubts] }),
    ...(from !== undefined && { from }),
  };
}
