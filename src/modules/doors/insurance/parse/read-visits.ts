import { ClaimProblem } from './claim-problem.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { claimLimits } from './limits.ts';
import type { ClaimLimits } from './limits.ts';
import type { EnvelopeFacts, RawVisit } from './raw-visit.ts';
import { XmlTextDecoder } from './text-decoder.ts';

/** Visits of an envelope, one after the other, with what the envelope says about itself so far. */
export interface VisitReading {
  /** Filled while reading; `problem` says why it ended early, if it did. */
  readonly facts: EnvelopeFacts;
  readonly visits: AsyncIterable<RawVisit>;
}

/**
 * Reads a claim envelope as a stream. Never throws for what the bytes hold: a cut or hostile file gives its whole visits before the
 * trouble, and `facts.problem`. Errors of the byte source itself (disk) are thrown.
 */
export function readVisits(
  bytes: AsyncIterable<Uint8Array>,
  options: { readonly wants?: (ordinal: number) => boolean; readonly limits?: ClaimLimits } = {},
): VisitReading {
  const reader = new EnvelopeReader(options.limits ?? claimLimits, options.wants);
  return { facts: reader.facts, visits: read(bytes, reader) };
}

async function* read(bytes: AsyncIterable<Uint8Array>, reader: EnvelopeReader): AsyncGenerator<RawVisit> {
  const decoder = new XmlTextDecoder();
  for await (const chunk of bytes) {
    yield* step(reader, () => reader.write(decoder.write(chunk)));
    if (reader.facts.problem !== undefined) return;
  }
  yield* step(reader, () => [...reader.write(decoder.end()), ...reader.end()]);
}

function step(reader: EnvelopeReader, work: () => RawVisit[]): RawVisit[] {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ClaimProblem)) throw error;
    reader.facts.problem = error.rule;
    return reader.drain();
  }
}
