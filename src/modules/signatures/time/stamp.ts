import { randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { findCmsFault, readCms, type Cms } from '../cms/read-cms.ts';
import { objectIds } from '../der/object-ids.ts';
import { children, hexOf, oidOf, readNode, readWhole, timeOf, walk, BadDer } from '../der/read.ts';
import { flag, integer, nothing, octets, oid, sequence, unsigned } from '../der/write.ts';
import { sha256 } from '../cms/sign-cms.ts';

/** Sends a TimeStampReq to an authority and brings its TimeStampResp. Errors: signature.stamp-unreachable. */
export type StampTransport = (request: Uint8Array) => Promise<Uint8Array>;

/** When an authority says that some bytes existed. */
export interface Stamp {
  readonly at: Date;
  readonly serial: string;
  readonly cms: Cms;
}

/**
 * Asks for a time stamp over `bytes` and checks the answer: granted, of these bytes, with our nonce. Returns the token.
 * Errors: signature.stamp-refused.
 * @source RFC 3161
 */
export async function askForStamp(transport: StampTransport, bytes: Uint8Array): Promise<Uint8Array> {
  const nonce = unsigned(randomBytes(8));
  const imprint = sequence(sequence(oid(objectIds.sha256), nothing), octets(sha256(bytes)));
  const answer = await transport(sequence(integer(1), imprint, nonce, flag(true)));
  try {
    const [status, token] = children(readWhole(answer, 0x30));
    const code = hexOf(children(status!)[0]!);
    if ((code !== '0' && code !== '00' && code !== '1') || token === undefined) throw new BadDer('refused');
    const stamp = readStamp(token.whole, bytes);
    if (Buffer.compare(nonceOf(stamp.cms.content!) ?? new Uint8Array(), nonce) !== 0)
      throw new BadDer('nonce');
    return token.whole;
  } catch (error) {
    throw new AppError('signature.stamp-refused', { cause: error });
  }
}

/** Reads a token and checks that it is a whole stamp of `bytes` by the certificate in it. Throws BadDer; says nothing of trust. */
export function readStamp(token: Uint8Array, bytes: Uint8Array): Stamp {
  const cms = readCms(token);
  if (cms.contentType !== objectIds.stampInfo || cms.content === undefined) throw new BadDer('no stamp');
  const fault = findCmsFault(cms, cms.content);
  if (fault !== undefined) throw new BadDer(`stamp: ${fault}`);
  const info = walk(readWhole(cms.content, 0x30));
  info.next(0x02);
  info.next(0x06);
  const [algorithm, hash] = children(info.next(0x30));
  if (oidOf(readNode(algorithm!.content)) !== objectIds.sha256) throw new BadDer('stamp: digest');
  if (Buffer.compare(hash!.content, sha256(bytes)) !== 0) throw new BadDer('stamp: of other bytes');
  const serial = hexOf(info.next(0x02));
  const at = timeOf(info.next(0x18));
  if (cms.signer?.purposes?.length !== 1 || cms.signer.purposes[0] !== objectIds.forTimeStamping)
    throw new BadDer('stamp: not an authority for time');
  return { at, serial, cms };
}

function nonceOf(info: Uint8Array): Uint8Array | undefined {
  return children(readWhole(info, 0x30))
    .slice(5)
    .find(({ tag }) => tag === 0x02)?.whole;
}
