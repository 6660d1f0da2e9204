import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peek } from './peek.ts';
import { isTar, readTar } from './read-tar.ts';

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

function block(name: string, type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0);
  header.write(octal(body.length, 12), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\0', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      8,
    ),
    148,
  );
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** A file with a name too long for its header carries it in a block of its own, as GNU tar writes it. */
function archive(files: readonly { name: string; body: Buffer }[]): Buffer {
  const blocks = files.flatMap(({ name, body }) => [
    ...(name.length > 100 ? [block('././@LongLink', 'L', Buffer.from(`${name}\0`))] : []),
    block(name, '0', body),
  ]);
  return Buffer.concat([block('folder/', '5', Buffer.alloc(0)), ...blocks, Buffer.alloc(1024)]);
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const file = fc.record({
  name: fc.stringMatching(/^[a-z]{1,20}(\/[a-z]{1,120})?\.json$/),
  body: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
});

describe('a tar archive', () => {
  test('gives its files back whole, however the bytes come and whether or not each is read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.boolean(),
        async (files, size, readAll) => {
          const found: { name: string; body: Buffer }[] = [];
          for await (const member of readTar(pieces(archive(files), size))) {
            const body: Uint8Array[] = [];
            if (readAll) for await (const part of member.content) body.push(Buffer.from(part));
            found.push({ name: member.name, body: Buffer.concat(body) });
          }
          expect(found.map((one) => one.name)).toEqual(files.map((one) => one.name));
          if (readAll) expect(found).toEqual(files);
        },
      ),
    );
  });

  test('is known by its checksum alone', () => {
    const bytes = archive([{ name: 'a', body: Buffer.from('x') }]);
    expect([isTar(bytes), isTar(Buffer.alloc(512)), isTar(Buffer.from('x'.repeat(600)))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('that is cut short is said to be', async () => {
    const cut = archive([{ name: 'a', body: Buffer.alloc(5000, 1) }]).subarray(0, 3000);
    await expect(
      (async () => {
        for await (const member of readTar(pieces(cut, 700)))
          for await (const part of member.content) void part;
      })(),
    ).rejects.toThrow('tar ends early');
  });

  test('looking ahead loses nothing', async () => {
    const bytes = Buffer.from('abcdefghij');
    const { head, content } = await peek(pieces(bytes, 3), 4);
    const whole: Uint8Array[] = [];
    for await (const part of content) whole.push(part);
    expect([head.toString(), Buffer.concat(whole).toString()]).toEqual(['abcd', 'abcdefghij']);
  });
});
