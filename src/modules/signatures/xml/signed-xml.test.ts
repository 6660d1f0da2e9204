import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aHouse, theDay, type TestHouse } from '../test/a-house.ts';
import { verifyDocument, type DocumentVerdict } from '../verify/verify-document.ts';
import { canonicalXml } from './canonical-xml.ts';
import { parseXml } from './parse-xml.ts';
import { signXml } from './sign-xml.ts';

let house: TestHouse;
let signed: string;
const claim =
  '<?xml version="1.0" encoding="UTF-8"?>\n<GIAMDINHHS xmlns:x="urn:x">\n <THONGTINHOSO x:stt="1" loai="b&amp;a"><T_TONGCHI>150000.50</T_TONGCHI><HO_TEN>Nguyễn Thị Hoa</HO_TEN><GHI_CHU/></THONGTINHOSO>\n</GIAMDINHHS>';

beforeAll(async () => {
  house = await aHouse();
  signed = await signXml(claim, await house.desk());
});

const verify = (xml: string, now = theDay): Promise<DocumentVerdict> =>
  verifyDocument(Buffer.from(xml), house.roots, now);
const faults = async (xml: string): Promise<readonly string[] | undefined> =>
  (await verify(xml)).signatures[0]?.faults;

describe('a signed claim file', () => {
  it('keeps its content and says who signed and when, also ten years later', async () => {
    expect(signed).toContain('<T_TONGCHI>150000.50</T_TONGCHI><HO_TEN>Nguyễn Thị Hoa</HO_TEN>');
    expect(await verify(signed, new Date('2036-11-23T03:00:00Z'))).toMatchObject({
      result: 'valid',
      signatures: [{ form: 'xml', signer: { licence: '001234/BN-CCHN' }, certificate: { then: 'good' } }],
    });
  });

  it('may be signed with an RSA key', async () => {
    expect((await verify(await signXml(claim, await house.desk(theDay, { alg: 'RS256' })))).result).toBe(
      'valid',
    );
  });

  it('is found valid by xmlsec1 where it is installed', async (ctx) => {
    if (!existsSync('/usr/bin/xmlsec1')) ctx.skip('xmlsec1 is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'sen-xml-'));
    try {
      const pem = (der: Uint8Array): string =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
      writeFileSync(join(folder, 'root.pem'), pem(house.root.der));
      writeFileSync(join(folder, 'claim.xml'), signed);
      const line = [
        '--verify',
        '--trusted-pem',
        join(folder, 'root.pem'),
        '--id-attr:Id',
        'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
        join(folder, 'claim.xml'),
      ];
      expect(
        execFileSync('sh', ['-c', 'exec xmlsec1 "$@" 2>&1', 'sh', ...line], { encoding: 'utf8' }),
      ).toMatch(/^OK/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a claim file that somebody touched', () => {
  it('is found out by any change of a letter of its content', async () => {
    const from = signed.indexOf('<GIAMDINHHS');
    const to = signed.indexOf('<ds:Signature');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: from, max: to - 1 }),
        fc.constantFrom('x', '9', '<', ' ', 'ễ'),
        async (at, letter) => {
          fc.pre(signed[at] !== letter && !(/\s/.test(signed[at]!) && /\s/.test(letter)));
          const changed = `${signed.slice(0, at)}${letter}${signed.slice(at + 1)}`;
          const result = await verify(changed).then(
            (verdict) => verdict.result,
            () => 'unreadable',
          );
          const before = canonicalXml(parseXml(signed).documentElement!);
          // White space between attributes and quotes mean nothing; everything else must be found.
          const isSame = result === 'valid' && canonicalXml(parseXml(changed).documentElement!) === before;
          expect(result !== 'valid' || isSame).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is found out when the signed part is moved aside and another put in its place', async () => {
    const [inner = ''] = /<THONGTINHOSO[\s\S]*<\/THONGTINHOSO>/.exec(signed) ?? [];
    const [signature = ''] = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(signed) ?? [];
    const evil = inner.replace('150000.50', '950000.50');
    expect(await faults(signed.replace(inner, evil))).toEqual(['changed']);
    const whole = signed.slice(signed.indexOf('<GIAMDINHHS'));
    expect(await faults(`<GIAMDINHHS xmlns:x="urn:x">${evil}<cu>${whole}</cu></GIAMDINHHS>`)).toContain(
      'wrapped',
    );
    expect(
      await faults(
        `<GIAMDINHHS xmlns:x="urn:x">${evil}<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${inner}</ds:Object>${signature}</GIAMDINHHS>`,
      ),
    ).toEqual(['changed']);
    expect(await faults(signed.replace('</GIAMDINHHS>', `${evil}</GIAMDINHHS>`))).toContain('wrapped');
    expect(await faults(signed.replace(signature, signature + signature))).toContain('wrapped');
  });

  it('is found out when transforms, references or ids are played with', async () => {
    const play = (from: string | RegExp, to: string): Promise<readonly string[] | undefined> =>
      faults(signed.replace(from, to));
    expect(await play('<ds:Reference URI="">', '<ds:Reference URI="#x">')).toContain('wrapped');
    expect(
      await play(
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
      ),
    ).toContain('wrapped');
    const id = /Id="(sig-[^"]*-properties)"/.exec(signed)?.[1] ?? '';
    expect(await play('<GHI_CHU/>', `<GHI_CHU Id="${id}"/>`)).toContain('wrapped');
    expect(await play(/<xades:SigningTime>[^<]*/, '<xades:SigningTime>2020-01-01T00:00:00Z')).toContain(
      'changed',
    );
    expect(await play('ecdsa-sha256', 'rsa-sha256')).toContain('algorithm');
  });

  it('with a document type or entities of its own is not read at all', async () => {
    await expect(
      verify(signed.replace('<GIAMDINHHS', '<!DOCTYPE a [<!ENTITY b "c">]><GIAMDINHHS')),
    ).rejects.toThrow('signature.unreadable');
    await expect(verify('<a>'.repeat(500))).rejects.toThrow('signature.unreadable');
    expect((await verify(claim)).result).toBe('none');
  });
});
