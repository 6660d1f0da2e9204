import { AppError } from '#kernel/errors.ts';
import { printCanonical } from '../domain/canonical-json.ts';
import { parseStrict, type Exact } from '../domain/strict-json.ts';
import type { Certificate } from '../authority/certificate.ts';
import { readProvenance, readSignedBundle } from './verify-fhir.ts';
import { judge, type FoundSignature, type Verdict } from './verdict.ts';

/** Everything that a document says of its signatures. */
export interface DocumentVerdict {
  readonly result: Verdict['result'] | 'none';
  readonly signatures: readonly Verdict[];
}

/** Judges a PDF, an XML or a FHIR JSON by what is in it. Error: signature.unreadable. */
export async function verifyDocument(
  bytes: Uint8Array,
  roots: readonly Certificate[],
  now: Date,
): Promise<DocumentVerdict> {
  const found = await readSignatures(bytes);
  return summarise(found.map((one) => judge(one, roots, now)));
}

/** One broken signature breaks the whole; one that is not proven leaves it open. */
export function summarise(signatures: readonly Verdict[]): DocumentVerdict {
  const results = new Set(signatures.map(({ result }) => result));
  const result = results.has('broken') ? 'broken' : results.has('unproven') ? 'unproven' : 'valid';
  return { result: signatures.length === 0 ? 'none' : result, signatures };
}

async function readSignatures(bytes: Uint8Array): Promise<FoundSignature[]> {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) {
    const { readPdfSignatures } = await import('../pdf/read-pdf-signatures.ts');
    return readPdfSignatures(bytes);
  }
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('<')) {
    const { readXmlSignature } = await import('../xml/read-xml-signature.ts');
    return readXmlSignature(text);
  }
  if (text.trimStart().startsWith('{')) return readFhir(text);
  throw new AppError('signature.unreadable');
}

interface Told {
  readonly resourceType?: unknown;
  readonly signature?: unknown;
  readonly entry?: readonly { readonly resource?: unknown }[];
}

function readFhir(text: string): FoundSignature[] {
  let told: Told;
  try {
    told = JSON.parse(text) as Told;
  } catch (error) {
    throw new AppError('signature.unreadable', { cause: error });
  }
  if (told.resourceType === 'Provenance') return readProvenance(text, () => undefined);
  if (told.resourceType !== 'Bundle') return [];
  if (told.signature !== undefined) return readSignedBundle(text);
  return readCollection(text);
}

/** A Bundle that brings Provenances with the versions that they are of, each as the text that it is in the file. */
function readCollection(text: string): FoundSignature[] {
  const entries = entriesOf(text);
  const versions = new Map<string, string>();
  for (const { name, source } of entries) versions.set(name, source);
  return entries
    .filter(({ source }) => (JSON.parse(source) as Told).resourceType === 'Provenance')
    .filter(({ source }) => (JSON.parse(source) as Told).signature !== undefined)
    .slice(0, 20)
    .flatMap(({ source }) => readProvenance(source, (reference) => versions.get(reference)));
}

function entriesOf(text: string): { name: string; source: string }[] {
  const found = parseExact(text);
  const entry = found instanceof Map ? (found as ReadonlyMap<string, Exact>).get('entry') : undefined;
  if (!Array.isArray(entry)) return [];
  return (entry as readonly Exact[]).flatMap((one) => {
    const resource = one instanceof Map ? (one as ReadonlyMap<string, Exact>).get('resource') : undefined;
    if (!(resource instanceof Map)) return [];
    const source = printCanonical(resource);
    const { resourceType, id, meta } = JSON.parse(source) as {
      resourceType?: string;
      id?: string;
      meta?: { versionId?: string };
    };
    return [{ name: `${resourceType}/${id}/_history/${meta?.versionId}`, source }];
  });
}

function parseExact(text: string): Exact {
  try {
    return parseStrict(text);
  } catch (error) {
    throw new AppError('signature.unreadable', { cause: error });
  }
}
