import { randomBytes } from 'node:crypto';
import { signCms } from '../cms/sign-cms.ts';
import { objectIds } from '../der/object-ids.ts';
import { children, oidOf, readNode, readWhole, walk } from '../der/read.ts';
import { generalizedTime, integer, oid, sequence, tagged, unsigned, type Der } from '../der/write.ts';
import type { SigningKey } from '../keys/signing-key.ts';

/** Our own arc for documentation and trials: no authority has given this policy a number. */
const demoPolicy = '1.3.6.1.4.1.32473.1.1';

/** Answers one TimeStampReq as an authority does: a token of `now`, or a refusal where the request is not to be understood. @source RFC 3161 */
export async function answerStamp(request: Uint8Array, key: SigningKey, now: Date): Promise<Der> {
  const asked = readRequest(request);
  if (asked === undefined) return refusal();
  const content = sequence(
    integer(1),
    oid(demoPolicy),
    asked.imprint,
    unsigned(randomBytes(12)),
    generalizedTime(now),
    sequence(integer(1)),
    ...(asked.nonce === undefined ? [] : [asked.nonce]),
  );
  const token = await signCms({ key, contentType: objectIds.stampInfo, content, detached: false });
  return sequence(sequence(integer(0)), token);
}

function readRequest(request: Uint8Array): { imprint: Der; nonce: Der | undefined } | undefined {
  try {
    const parts = walk(readWhole(request, 0x30));
    parts.next(0x02);
    const imprint = parts.next(0x30);
    const [algorithm, hash] = children(imprint);
    if (oidOf(readNode(algorithm!.content)) !== objectIds.sha256 || hash?.content.length !== 32)
      return undefined;
    parts.maybe(0x06);
    return { imprint: imprint.whole, nonce: parts.maybe(0x02)?.whole };
  } catch {
    return undefined;
  }
}

/** Rejected, because the algorithm or the shape is not taken (badAlg). */
function refusal(): Der {
  return sequence(sequence(integer(2), tagged(0x03, Uint8Array.of(7, 0x80))));
}
