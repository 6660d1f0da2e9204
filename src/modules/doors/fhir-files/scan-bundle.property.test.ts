import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanBundle, type BundlePart } from './scan-bundle.ts';

async function scan(text: string, cuts: readonly number[]): Promise<BundlePart[]> {
  const bytes = Buffer.from(text);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const chunks = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
  const parts: BundlePart[] = [];
  for await (const part of scanBundle(stream(chunks))) parts.push(part);
  return parts;
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const member = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constant('entry'),
  fc.constant('a "quoted" \\ {[text'),
);
const resource = fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });

describe('a Bundle read as a stream', () => {
  test('gives every entry and the type, whatever stands in strings and however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(resource, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.boolean(),
        fc.constantFrom(0, 2),
        async (entries, cuts, typeLast, indent) => {
          const rest = { link: [{ entry: [{ no: 1 }] }], entry: entries, total: 3 };
          const bundle = typeLast
            ? { resourceType: 'Bundle', ...rest, type: 'batch' }
            : { resourceType: 'Bundle', type: 'batch', ...rest };
          const parts = await scan(JSON.stringify(bundle, null, indent), cuts);
          expect(
            parts.flatMap((one) => (one.kind === 'entry' ? [JSON.parse(one.text) as unknown] : [])),
          ).toEqual(JSON.parse(JSON.stringify(entries)));
          expect(parts.flatMap((one) => (one.kind === 'member' ? [[one.name, one.value]] : []))).toEqual([
            ['resourceType', 'Bundle'],
            ['type', 'batch'],
          ]);
          expect(parts.some((one) => one.kind === 'truncated')).toBe(false);
        },
      ),
    );
  });

  test('a file that ends in the middle is said to', async () => {
    const parts = await scan('{"resourceType":"Bundle","entry":[{"resource":{}},{"reso', []);
    expect(parts.map((one) => one.kind)).toEqual(['member', 'entry', 'truncated']);
  });
});
