import type { BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { Source } from '../source.ts';
import { detectShape, HEAD_BYTES, type FhirShape } from './detect-shape.ts';
import { parseKeepingDigits } from './keep-digits.ts';
import { readLines } from './read-lines.ts';
import type { FhirRule } from './rules.ts';
import { scanBundle } from './scan-bundle.ts';

/** One entry or line of a file, by its ordinal or line number from 1. */
export type FileUnit =
  | { readonly unit: number; readonly entry: BundleEntry; readonly text: string }
  | { readonly unit: number; readonly rule: FhirRule; readonly text: string };

/** Opens a stored source. */
export async function openSource(ctx: Context, source: Source): Promise<AsyncIterable<Uint8Array>> {
  return (await ctx.files.open(source.sha256)) as AsyncIterable<Uint8Array>;
}

/** The layout of a stored file. */
export async function shapeOf(ctx: Context, source: Source): Promise<FhirShape | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of await openSource(ctx, source)) {
    pieces.push(Buffer.from(chunk));
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  const shape = await detectShape(Buffer.concat(pieces).subarray(0, HEAD_BYTES));
  // Who says that it is lines means each of them: a first line that is broken is one wrong line, not a wrong file.
  return shape !== 'bundle' && source.fileName?.endsWith('.ndjson') === true ? 'lines' : shape;
}

/** Every unit of the file in its order; `member` hears the text members of a Bundle's envelope. */
export async function* readUnits(
  ctx: Context,
  source: Source,
  shape: FhirShape,
  member?: (name: string, value: string) => void,
): AsyncGenerator<FileUnit> {
  const content = await openSource(ctx, source);
  if (shape === 'bundle') yield* readEntries(content, member);
  else if (shape === 'lines') yield* readResourceLines(content);
  else yield readSingle(await collect(content));
}

async function* readEntries(
  content: AsyncIterable<Uint8Array>,
  member?: (name: string, value: string) => void,
): AsyncGenerator<FileUnit> {
  let unit = 0;
  for await (const part of scanBundle(content)) {
    if (part.kind === 'member') member?.(part.name, part.value);
    else {
      unit += 1;
      if (part.kind === 'entry') yield parseUnit(unit, part.text, (value) => value as BundleEntry);
      else yield { unit, rule: part.kind === 'too-large' ? 'fhir.too-large' : 'fhir.truncated', text: '' };
    }
  }
}

async function* readResourceLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<FileUnit> {
  for await (const { number, text } of readLines(content)) {
    if (text === undefined) yield { unit: number, rule: 'fhir.too-large', text: '' };
    else yield parseUnit(number, text, (value) => ({ resource: value as Resource }));
  }
}

function readSingle(text: string | undefined): FileUnit {
  if (text === undefined) return { unit: 1, rule: 'fhir.too-large', text: '' };
  return parseUnit(1, text, (value) => ({ resource: value as Resource }));
}

function parseUnit(unit: number, text: string, read: (value: unknown) => BundleEntry): FileUnit {
  try {
    const entry = read(parseKeepingDigits(text));
    const { resource } = entry;
    if (resource === undefined && entry.request !== undefined) return { unit, entry, text };
    if (typeof resource !== 'object' || resource === null || typeof resource.resourceType !== 'string')
      return { unit, rule: 'fhir.no-resource', text };
    return { unit, entry, text };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { unit, rule: 'fhir.not-json', text };
  }
}

async function collect(
  content: AsyncIterable<Uint8Array>,
  limitBytes = 16 * 1024 * 1024,
): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > limitBytes) return undefined;
    pieces.push(Buffer.from(chunk));
  }
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
