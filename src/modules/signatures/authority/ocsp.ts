import { createHash, sign, createPrivateKey } from 'node:crypto';
import { objectIds } from '../der/object-ids.ts';
import { BadDer, children, hexOf, oidOf, readNode, readWhole, timeOf, walk, type Node } from '../der/read.ts';
import {
  bits,
  enumerated,
  explicit,
  generalizedTime,
  join,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  type Der,
} from '../der/write.ts';
import { isIssuedBy, isSignedBy, readCertificate, type Certificate } from './certificate.ts';
import type { Issued } from './issue.ts';

/** What an authority says of a certificate at a moment. */
export type State =
  { readonly kind: 'good' } | { readonly kind: 'revoked'; readonly at: Date } | { readonly kind: 'unknown' };

/** How OCSP names a certificate: digests of its issuer's name and key, and its serial number. */
export function certificateId(certificate: Certificate, issuer: Certificate): Der {
  return sequence(
    sequence(oid(objectIds.sha1), nothing),
    octets(createHash('sha1').update(issuer.subjectDer).digest()),
    octets(createHash('sha1').update(keyBytes(issuer)).digest()),
    certificate.serialDer,
  );
}

const keyBytes = ({ spki }: Certificate): Uint8Array => children(readWhole(spki))[1]!.content.subarray(1);

/** A request about one certificate. @source RFC 6960 */
export function askOcsp(certificate: Certificate, issuer: Certificate): Der {
  return sequence(sequence(sequence(sequence(certificateId(certificate, issuer)))));
}

/** What an OCSP responder knows. */
export interface Responder {
  readonly service: Issued;
  readonly issuer: Certificate;
  readonly stateOf: (serial: string) => Promise<State>;
}

const mostAsked = 20;

/** Answers an OCSP request; what is not to be understood is answered with malformedRequest. */
export async function answerOcsp(request: Uint8Array, responder: Responder, now: Date): Promise<Der> {
  let asked: Node[];
  let nonce: Uint8Array | undefined;
  try {
    const tbs = walk(readWhole(walk(readWhole(request, 0x30)).next(0x30).whole));
    tbs.maybe(0xa0);
    tbs.maybe(0xa1);
    asked = children(tbs.next(0x30)).map((one) => children(one)[0]!);
    if (asked.length === 0 || asked.length > mostAsked) throw new BadDer('requests');
    nonce = tbs.maybe(0xa2)?.whole;
  } catch {
    return sequence(enumerated(1));
  }
  const answers: Der[] = [];
  for (const id of asked) {
    const state = await stateOf(id, responder);
    answers.push(
      sequence(id.whole, stateDer(state), generalizedTime(now), explicit(0, generalizedTime(addDay(now)))),
    );
  }
  const own = readCertificate(responder.service.certificate);
  const tbs = sequence(
    explicit(1, own.subjectDer),
    generalizedTime(now),
    sequence(...answers),
    ...(nonce === undefined ? [] : [join([Uint8Array.of(0xa1), nonce.subarray(1)])]),
  );
  const key = createPrivateKey({
    key: Buffer.from(responder.service.privateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const basic = sequence(
    tbs,
    sequence(oid(objectIds.ecdsaSha256)),
    bits(sign('sha256', tbs, key)),
    explicit(0, sequence(own.der)),
  );
  return sequence(enumerated(0), explicit(0, sequence(oid(objectIds.basicOcsp), octets(basic))));
}

const addDay = (at: Date): Date => new Date(at.getTime() + 86_400_000);

async function stateOf(id: Node, { issuer, stateOf: look }: Responder): Promise<State> {
  const [, name, key, serial] = children(id);
  const own = children(readWhole(certificateId(issuer, issuer)));
  if (Buffer.compare(name!.whole, own[1]!.whole) !== 0 || Buffer.compare(key!.whole, own[2]!.whole) !== 0)
    return { kind: 'unknown' };
  return look(hexOf(serial!));
}

function stateDer(state: State): Der {
  if (state.kind === 'good') return tagged(0x80, new Uint8Array());
  return state.kind === 'unknown' ? tagged(0x82, new Uint8Array()) : tagged(0xa1, generalizedTime(state.at));
}

/** An OCSP answer that holds: whose, what it says, and when it was said. */
export interface OcspAnswer {
  readonly state: State;
  readonly at: Date;
}

/**
 * Reads what an OCSP answer says of `certificate`. Undefined where it is about another one, is not signed by the issuer or by whom the
 * issuer let answer, or was not valid when it was made.
 */
export function readOcsp(
  answer: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
): OcspAnswer | undefined {
  try {
    const outer = children(readWhole(answer, 0x30));
    if (outer[0]?.content[0] !== 0 || outer[1] === undefined) return undefined;
    const [type, wrapped] = children(readNode(outer[1].content));
    if (oidOf(type!) !== objectIds.basicOcsp) return undefined;
    const basic = readWhole(wrapped!.content, 0x30);
    const [tbs, algorithm, signature, certificates] = children(basic);
    const carried =
      certificates === undefined
        ? []
        : children(readNode(certificates.content)).map(({ whole }) => readCertificate(whole));
    const parts = walk(tbs!);
    parts.maybe(0xa0);
    if (parts.maybe(0xa1) === undefined) parts.maybe(0xa2);
    const at = timeOf(parts.next(0x18));
    const by = [issuer, ...carried].find(
      (one) =>
        mayAnswer(one, issuer, at) &&
        isSignedBy(sequence(tbs!.whole, algorithm!.whole, signature!.whole), one.publicKey),
    );
    if (by === undefined) return undefined;
    for (const single of children(parts.next(0x30))) {
      const [id, status] = children(single);
      if (Buffer.compare(id!.whole, certificateId(certificate, issuer)) !== 0) continue;
      return { state: readState(status!), at };
    }
    return undefined;
  } catch (error) {
    if (error instanceof BadDer || error instanceof TypeError) return undefined;
    throw error;
  }
}

function mayAnswer(one: Certificate, issuer: Certificate, at: Date): boolean {
  if (at < one.from || at > one.to) return false;
  if (one.thumbprint === issuer.thumbprint) return true;
  return one.purposes?.includes(objectIds.forOcspSigning) === true && isIssuedBy(one, issuer);
}

function readState(status: Node): State {
  if (status.tag === 0x80) return { kind: 'good' };
  if (status.tag !== 0xa1) return { kind: 'unknown' };
  return { kind: 'revoked', at: timeOf(children(status)[0]!) };
}
