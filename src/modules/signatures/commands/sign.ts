import { readFile } from 'node:fs/promises';
import type { Context } from '#platform/context.ts';
import type { Command } from '#platform/module/define-module.ts';
import { makeAuthority } from '../authority/authority-store.ts';
import { servicePurpose, setService } from '../services.ts';
import { tellNow, trustedRoots } from '../verify/trusted-roots.ts';
import { verifyDocument } from '../verify/verify-document.ts';

const usage =
  'sign authority [URL] | sign verify FILE | sign tsa URL | sign trust PEM-FILE | sign remote URL TOKEN-FILE | sign token LIBRARY LABEL PIN-FILE [SOFTHSM2.CONF]';

/** `sen sign`: what an operator sets up for signatures, on the machine itself. */
export const signCommand: Command = {
  name: 'sign',
  usage,
  about: {
    vi: 'Ký số: lập nơi cấp chứng thư thử nghiệm, kiểm tra một tệp, khai báo dịch vụ dấu thời gian, danh sách gốc tin cậy, ký từ xa, token PKCS#11',
    en: 'Signatures: set up the trial authority, verify a file, name the time-stamp service, trusted roots, remote signing, a PKCS#11 token',
  },
  async run(ctx, args, print) {
    const [verb, ...rest] = args;
    const work = verbs[verb ?? ''];
    if (work === undefined) {
      print(`Cách dùng / usage: sen ${usage}`);
      return 1;
    }
    return work(ctx, rest, print);
  },
};

type Verb = (ctx: Context, args: readonly string[], print: (line: string) => void) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = {
  async authority(ctx, [url], print) {
    await makeAuthority(ctx, url);
    print('✓');
    return 0;
  },
  async verify(ctx, [file = ''], print) {
    const verdict = await verifyDocument(await readFile(file), await trustedRoots(ctx), ctx.now());
    const told = await tellNow(ctx, verdict);
    print(told.result);
    for (const { signer, provenAt, result, faults } of told.signatures)
      print([result, signer.name, signer.licence, provenAt ?? '', faults.join(' ')].join('\t'));
    return told.result === 'valid' ? 0 : 1;
  },
  async tsa(ctx, [url = ''], print) {
    await setService(ctx, 'tsa', { url: new URL(url).href });
    print('✓');
    return 0;
  },
  async trust(ctx, [file = ''], print) {
    const text = await readFile(file, 'utf8');
    const roots = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    await setService(ctx, 'trust', { roots });
    print(`✓ ${roots.length}`);
    return 0;
  },
  async remote(ctx, [url = '', file = ''], print) {
    const token = (await readFile(file, 'utf8')).trim();
    const sealedToken = ctx.seal.seal(token, servicePurpose('remote'));
    await setService(ctx, 'remote', { url: new URL(url).href.replace(/\/$/, ''), sealedToken });
    print('✓');
    return 0;
  },
  async token(ctx, [module = '', tokenLabel = '', file = '', config], print) {
    const pin = (await readFile(file, 'utf8')).trim();
    const sealedPin = ctx.seal.seal(pin, servicePurpose('token'));
    await setService(ctx, 'token', {
      module,
      tokenLabel,
      sealedPin,
      ...(config !== undefined && { config }),
    });
    print('✓');
    return 0;
  },
};
