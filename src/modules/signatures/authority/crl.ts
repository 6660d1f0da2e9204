import { BadDer, children, hexOf, readWhole, timeOf, walk } from '../der/read.ts';
import { isSignedBy, type Certificate } from './certificate.ts';
import type { OcspAnswer } from './ocsp.ts';

/** What a list of the revoked says of `certificate`. Undefined where the list is not its issuer's, or is no list. @source RFC 5280 */
export function readCrl(
  crl: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
): OcspAnswer | undefined {
  try {
    if (!isSignedBy(crl, issuer.publicKey)) return undefined;
    const tbs = walk(children(readWhole(crl, 0x30))[0]!);
    tbs.maybe(0x02);
    tbs.next(0x30);
    if (Buffer.compare(tbs.next(0x30).whole, issuer.subjectDer) !== 0) return undefined;
    const at = timeOf(tbs.next());
    if (tbs.peek() === 0x17 || tbs.peek() === 0x18) tbs.next();
    for (const entry of children(tbs.maybe(0x30) ?? { tag: 0x30, whole: none, content: none })) {
      const [serial, when] = children(entry);
      if (hexOf(serial!) === certificate.serial) return { state: { kind: 'revoked', at: timeOf(when!) }, at };
    }
    return { state: { kind: 'good' }, at };
  } catch (error) {
    if (error instanceof BadDer || error instanceof TypeError) return undefined;
    throw error;
  }
}

const none = new Uint8Array();
