import { readVisits } from '../parse/read-visits.ts';
import type { EnvelopeFacts, RawVisit } from '../parse/raw-visit.ts';
import type { ClaimLimits } from '../parse/limits.ts';

/** Reads bytes cut into pieces of `size`, as a network would deliver them. */
export async function readPieces(
  content: string | Uint8Array,
  size = 4096,
  options: { readonly limits?: ClaimLimits; readonly wants?: (ordinal: number) => boolean } = {},
): Promise<{ visits: RawVisit[]; facts: EnvelopeFacts }> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const reading = readVisits(pieces(), options);
  const visits: RawVisit[] = [];
  for await (const visit of reading.visits) visits.push(visit);
  return { visits, facts: reading.facts };
}
