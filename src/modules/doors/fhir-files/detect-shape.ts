import { scanBundle } from './scan-bundle.ts';

/** How a file of FHIR JSON is laid out. */
export type FhirShape = 'bundle' | 'lines' | 'single';

/** Bytes that decide. */
export const HEAD_BYTES = 1024 * 1024;

/**
 * Says from its first bytes what a JSON file is; undefined if it holds no FHIR resource. A complete object on the first line is one of
 * many lines unless it is a Bundle.
 */
export async function detectShape(head: Buffer): Promise<FhirShape | undefined> {
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (!text.trimStart().startsWith('{')) return undefined;
  const members = await membersOf(head);
  const type = members.get('resourceType');
  if (type === 'Bundle' || (type === undefined && members.has('entry'))) return 'bundle';
  if (type === undefined || !/^[A-Z][A-Za-z]+$/.test(type)) return undefined;
  return isWholeObject(text.trimStart().split('\n', 1)[0] ?? '') ? 'lines' : 'single';
}

async function membersOf(head: Buffer): Promise<Map<string, string>> {
  const members = new Map<string, string>();
  for await (const part of scanBundle(one(head))) {
    if (part.kind === 'member') members.set(part.name, part.value);
    if (part.kind === 'entry') members.set('entry', '');
  }
  return members;
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

function isWholeObject(line: string): boolean {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return false;
  }
}
