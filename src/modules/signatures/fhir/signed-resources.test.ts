import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { flattenedVerify, importX509 } from 'jose';
import { aHouse, lan, theDay, type TestHouse } from '../test/a-house.ts';
import { payloadOf } from '../domain/canonical-json.ts';
import { judge, type Verdict } from '../verify/verdict.ts';
import { readProvenance, readSignedBundle } from '../verify/verify-fhir.ts';
import { signBundle, signResources, versionReference, type SignedVersion } from './sign-resources.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await aHouse();
});

const version = (id: string, value = '7.20'): SignedVersion => ({
  resourceType: 'Observation',
  id,
  versionId: '2',
  text: `{"resourceType":"Observation","id":"${id}","meta":{"versionId":"2"},"status":"final","valueQuantity":{"value":${value},"unit":"mmol/l"},"note":[{"text":"Đường huyết lúc đói"}]}`,
});

interface Signed {
  readonly provenance: string;
  readonly versions: readonly SignedVersion[];
}

async function sign(
  versions: readonly SignedVersion[] = [version('a')],
  ...desk: Parameters<TestHouse['desk']>
): Promise<Signed> {
  return {
    versions,
    provenance: JSON.stringify(await signResources(versions, lan, await house.desk(...desk))),
  };
}

function verify({ provenance, versions }: Signed, now: Date = theDay): Verdict {
  const texts = new Map(versions.map((one) => [versionReference(one), one.text]));
  const [found] = readProvenance(provenance, (reference) => texts.get(reference));
  return judge(found!, house.roots, now);
}

const tenYearsOn = new Date('2036-11-23T03:00:00Z');

describe('a resource that was signed', () => {
  it('says who signed it, when, and that nothing was changed', async () => {
    expect(verify(await sign())).toMatchObject({
      result: 'valid',
      faults: [],
      provenAt: '2026-11-23T03:00:00.000Z',
      signer: { name: 'Đỗ Thị Lan', licence: '001234/BN-CCHN', practitioner: 'Practitioner/lan' },
      certificate: { then: 'good', isTrusted: true },
      targets: ['Observation/a/_history/2'],
    });
  });

  it('can be verified ten years later, when the certificate has long expired', async () => {
    expect(verify(await sign(), tenYearsOn)).toMatchObject({ result: 'valid' });
  });

  it('may be signed with an RSA key', async () => {
    expect(verify(await sign([version('a')], theDay, { alg: 'RS256' }))).toMatchObject({ result: 'valid' });
  });

  it('is verified by another library too', async () => {
    const { provenance, versions } = await sign();
    const { signature } = JSON.parse(provenance) as { signature: [{ data: string }] };
    const jws = JSON.parse(Buffer.from(signature[0].data, 'base64').toString()) as {
      protected: string;
      signature: string;
    };
    const { x5c } = JSON.parse(Buffer.from(jws.protected, 'base64url').toString()) as { x5c: string[] };
    const key = await importX509(
      `-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----`,
      'ES256',
    );
    const payload = Buffer.from(payloadOf(versions.map(({ text }) => text)));
    await expect(
      flattenedVerify({ protected: jws.protected, signature: jws.signature, payload }, key, {
        crit: { sigT: true },
      }),
    ).resolves.toBeDefined();
  });

  it('is broken by the change of any one byte of its meaning', async () => {
    const signed = await sign();
    const { text } = signed.versions[0]!;
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(text) - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Buffer.from(text);
        bytes[at] = bytes[at]! ^ by;
        const changed = bytes.toString();
        const verdict = verify({ ...signed, versions: [{ ...signed.versions[0]!, text: changed }] });
        expect(verdict.result).toBe('broken');
      }),
      { numRuns: 500 },
    );
  });

  it('is not the same when 7.20 becomes 7.2, but white space and order of members mean nothing', async () => {
    const signed = await sign();
    const with7 = { ...signed, versions: [version('a', '7.2')] };
    expect(verify(with7)).toMatchObject({ result: 'broken', faults: ['changed'] });
    const { text } = signed.versions[0]!;
    const members = Object.entries(JSON.parse(text) as Record<string, unknown>).toReversed();
    const turned = `{ ${members.map(([name]) => `"${name}" : ${sourceOf(text, name)}`).join(' ,\n')} }`;
    expect(verify({ ...signed, versions: [{ ...signed.versions[0]!, text: turned }] }).result).toBe('valid');
  });

  it('with a member named twice is refused, whichever of the two a reader would take', async () => {
    const signed = await sign();
    const text = signed.versions[0]!.text.replace('"status":"final"', '"status":"final","status":"final"');
    expect(verify({ ...signed, versions: [{ ...signed.versions[0]!, text }] }).faults).toContain('ambiguous');
    const doubled = signed.provenance.replace('"target":', '"target":[],"target":');
    expect(verify({ ...signed, provenance: doubled }).faults).toContain('ambiguous');
  });

  it('among several is known by its place: versions that change places are found', async () => {
    const signed = await sign([version('a'), version('b', '9.1')]);
    expect(verify(signed).result).toBe('valid');
    const provenance = JSON.parse(signed.provenance) as { target: unknown[] };
    provenance.target.reverse();
    expect(verify({ ...signed, provenance: JSON.stringify(provenance) }).faults).toContain('changed');
    expect(verify({ ...signed, versions: [version('a')] }).faults).toContain('not-whole');
  });
});

describe('somebody who cheats', () => {
  it('cannot say that another worker signed', async () => {
    const signed = await sign();
    const provenance = signed.provenance.replaceAll('Practitioner/lan', 'Practitioner/minh');
    expect(verify({ ...signed, provenance }).faults).toEqual(['other-signer']);
  });

  it('cannot put another certificate over a signature', async () => {
    const other = await house.desk(theDay, { practitionerId: 'minh' });
    const swapped = await sign([version('a')], theDay, { withCertificate: other.key.certificateChain[0]! });
    expect(verify(swapped).result).toBe('broken');
  });

  it('cannot sign with a certificate of an unknown authority, or one that calls itself by our name', async () => {
    const stranger = await aHouse();
    const provenance = JSON.stringify(await signResources([version('a')], lan, await stranger.desk()));
    expect(verify({ provenance, versions: [version('a')] }).faults).toContain('untrusted');
  });

  it('cannot sign with a certificate that had expired, was revoked, or was not valid yet', async () => {
    const at = (wish: Parameters<TestHouse['desk']>[1]): Promise<Signed> =>
      sign([version('a')], theDay, wish);
    const hour = 3_600_000;
    const expired = await at({ to: new Date(theDay.getTime() - hour) });
    expect(verify(expired)).toMatchObject({ faults: ['expired-before'], certificate: { then: 'expired' } });
    const early = await at({ from: new Date(theDay.getTime() + hour) });
    expect(verify(early)).toMatchObject({ faults: ['not-yet-valid'] });
    const revoked = await at({ state: { kind: 'revoked', at: new Date(theDay.getTime() - hour) } });
    expect(verify(revoked)).toMatchObject({ faults: ['revoked-before'], certificate: { then: 'revoked' } });
  });

  it('cannot take the stamp of another signature, nor go without one', async () => {
    const [one, two] = [await sign(), await sign([version('b')])];
    const take = (signed: Signed) => {
      const provenance = JSON.parse(signed.provenance) as { signature: [{ data: string }] };
      return {
        provenance,
        jws: JSON.parse(Buffer.from(provenance.signature[0].data, 'base64').toString()) as {
          header: { etsiU: unknown[] };
        },
      };
    };
    const [first, second] = [take(one), take(two)];
    const put = (etsiU: unknown[]): Signed => {
      first.provenance.signature[0].data = Buffer.from(
        JSON.stringify({ ...first.jws, header: { etsiU } }),
      ).toString('base64');
      return { ...one, provenance: JSON.stringify(first.provenance) };
    };
    const [, ...rest] = first.jws.header.etsiU;
    expect(verify(put([second.jws.header.etsiU[0], ...rest])).faults).toContain('stamp-broken');
    expect(verify(put(rest))).toMatchObject({ result: 'unproven', faults: ['no-stamp'] });
    expect(verify(put(rest), tenYearsOn).faults).toContain('expired-before');
  });
});

describe('a document bundle', () => {
  it('carries its signature and is verified without anything else', async () => {
    const bundle = `{"resourceType":"Bundle","type":"document","entry":[{"resource":${version('a').text}}]}`;
    const signed = await signBundle(bundle, lan, await house.desk());
    const verdict = (text: string): Verdict => judge(readSignedBundle(text)[0]!, house.roots, tenYearsOn);
    expect(verdict(signed).result).toBe('valid');
    expect(verdict(signed.replace('7.20', '7.21')).faults).toEqual(['changed']);
    expect(verdict(signed.replace('"type":"document"', '"type":"document","total":1')).faults).toEqual([
      'changed',
    ]);
  });
});

function sourceOf(text: string, name: string): string {
  const member = JSON.parse(text, ((_key: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' ? `#${source}#` : value) as never) as Record<string, unknown>;
  return JSON.stringify(member[name]).replace(/"#(.*?)#"/g, '$1');
}
