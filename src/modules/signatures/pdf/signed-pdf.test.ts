import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aHouse, theDay, type TestHouse } from '../test/a-house.ts';
import { verifyDocument, type DocumentVerdict } from '../verify/verify-document.ts';
import { signPdf } from './sign-pdf.ts';

let house: TestHouse;
let plain: Uint8Array;
let signed: Uint8Array;
const tenYearsOn = new Date('2036-11-23T03:00:00Z');

beforeAll(async () => {
  house = await aHouse();
  const document = await PDFDocument.create();
  const page = document.addPage([300, 200]);
  page.drawText('Paracetamol 500 mg', {
    x: 20,
    y: 100,
    font: await document.embedFont(StandardFonts.Helvetica),
  });
  plain = await document.save({ useObjectStreams: false });
  signed = await signPdf(plain, 'Đỗ Thị Lan', await house.desk());
});

const verify = (pdf: Uint8Array, now = theDay): Promise<DocumentVerdict> =>
  verifyDocument(pdf, house.roots, now);

describe('a signed paper', () => {
  it('begins with every byte that was there before, and says who signed and when', async () => {
    expect(Buffer.from(signed.subarray(0, plain.length)).equals(Buffer.from(plain))).toBe(true);
    expect(await verify(signed)).toMatchObject({
      result: 'valid',
      signatures: [
        { form: 'pdf', faults: [], signer: { name: 'Đỗ Thị Lan' }, provenAt: '2026-11-23T03:00:00.000Z' },
      ],
    });
  });

  it('is verified ten years later from what is in it', async () => {
    expect(await verify(signed, tenYearsOn)).toMatchObject({ result: 'valid' });
  });

  it('whose table is a stream is signed too', async () => {
    const document = await PDFDocument.load(plain);
    const pdf = await signPdf(await document.save({ useObjectStreams: true }), 'Lan', await house.desk());
    expect((await verify(pdf)).result).toBe('valid');
  });

  it('can be signed by a second worker; both signatures hold', async () => {
    const twice = await signPdf(signed, 'Lê Văn Minh', await house.desk(theDay, { practitionerId: 'minh' }));
    const verdict = await verify(twice);
    expect(verdict.signatures.map(({ faults }) => faults)).toEqual([[], []]);
  });

  it('is found valid by poppler where it is installed', async (ctx) => {
    const pdfsig = '/usr/bin/pdfsig';
    if (!existsSync(pdfsig)) ctx.skip('pdfsig (poppler-utils) is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'sen-pdf-'));
    try {
      const file = join(folder, 'a.pdf');
      writeFileSync(file, signed);
      const told = execFileSync(pdfsig, ['-nocert', file], { encoding: 'utf8' });
      expect(told).toContain('Signature is Valid');
      expect(told).toContain('ETSI.CAdES.detached');
      expect(told).toContain('Đỗ Thị Lan');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a paper that somebody touched', () => {
  it('is found out by any one byte of what was signed', async () => {
    const [, start = '', end = '', rest = ''] =
      /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(Buffer.from(signed).toString('latin1')) ?? [];
    const places = [
      ...Array(Number(start)).keys(),
      ...Array.from({ length: Number(rest) }, (_, at) => Number(end) + at),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Uint8Array.from(signed);
        changed[at] = changed[at]! ^ by;
        const result = await verify(changed).then(
          (verdict) => verdict.result,
          () => 'unreadable',
        );
        expect(result).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
  });

  it('is found out when a page, an overlay or a changed line is appended after signing', async () => {
    const attack = async (change: (document: PDFDocument) => Promise<void> | void): Promise<unknown> => {
      const document = await PDFDocument.load(signed, { forIncrementalUpdate: true, updateMetadata: false });
      await change(document);
      const verdict = await verify(await document.commit());
      return [verdict.result, verdict.signatures[0]?.faults];
    };
    const broken = ['broken', ['added-after']];
    expect(await attack((document) => void document.addPage())).toEqual(broken);
    expect(await attack((document) => document.getPage(0).drawText('Morphin', { x: 20, y: 100 }))).toEqual(
      broken,
    );
    expect(
      await attack((document) => {
        const box = document.getForm().createTextField('dose');
        box.setText('5000 mg');
        box.addToPage(document.getPage(0), { x: 20, y: 90, width: 200, height: 30 });
      }),
    ).toEqual(broken);
  });

  it('is found out when the signature leaves a part of the file unsigned', async () => {
    const text = Buffer.from(signed).toString('latin1');
    const [, start = '', end = '', rest = ''] = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text) ?? [];
    const put = (range: string): Uint8Array =>
      Buffer.from(
        text.replace(`[0 ${start} ${end} ${rest}]`, range.padEnd(`[0 ${start} ${end} ${rest}]`.length)),
        'latin1',
      );
    const shorter = put(
      `[0 ${start} ${String(Number(end) + 40).padStart(10, '0')} ${String(Number(rest) - 40).padStart(10, '0')}]`,
    );
    expect((await verify(shorter)).signatures[0]?.faults).toContain('wrapped');
    expect((await verify(put(`[9 ${start} ${end} ${rest}]`))).result).toBe('broken');
  });

  it('cannot pass when the certificate had been revoked, and an unsigned paper says so', async () => {
    const state = { kind: 'revoked', at: new Date('2026-11-01T00:00:00Z') } as const;
    const pdf = await signPdf(plain, 'Lan', await house.desk(theDay, { state }));
    expect((await verify(pdf)).signatures[0]?.faults).toEqual(['revoked-before']);
    expect((await verify(plain)).result).toBe('none');
  });
});
