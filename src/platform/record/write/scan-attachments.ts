import { scanBytes, type Scanner } from '../../files/scan/scanner.ts';
import type { Draft } from './intent.ts';
import { inEntry } from './refuse.ts';

/** Bytes smaller than this hold no program and no document. */
const leastBytes = 16;

/**
 * Files that lie within resources (Binary, Attachment, base64Binary) are scanned before they are kept, whatever way they came. Nothing is
 * looked at where no scanner is set. Errors: file.infected, file.not-scanned.
 */
export async function scanAttachments(scanner: Scanner | undefined, drafts: readonly Draft[]): Promise<void> {
  if (scanner?.isSet !== true) return;
  for (const { resource, outcome, intent } of drafts) {
    if (resource === undefined || (outcome !== 'created' && outcome !== 'updated')) continue;
    try {
      for (const bytes of filesIn(resource)) await scanBytes(scanner, bytes);
    } catch (error) {
      throw inEntry(error, intent.where);
    }
  }
}

/** Every file within a resource, decoded. */
export function* filesIn(value: unknown): Generator<Buffer, void> {
  if (Array.isArray(value)) {
    for (const item of value) yield* filesIn(item);
  } else if (typeof value === 'object' && value !== null) {
    // Curves of devices are numbers in a row, no file.
    const isSampled = 'dimensions' in value && 'origin' in value;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'object') yield* filesIn(inner);
      else if (typeof inner === 'string' && isFile(name) && !isSampled) {
        const bytes = Buffer.from(inner, 'base64');
        if (bytes.length >= leastBytes) yield bytes;
      }
    }
  }
}

const isFile = (name: string): boolean => name === 'data' || name.endsWith('Base64Binary');
