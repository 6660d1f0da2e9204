import { hash, X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What is looked at of a request: its connection and what a proxy may have written beside it. */
export interface CertifiedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** The certificate that a client showed, and whether an authority known here (or the proxy's) vouches for it. */
export interface ShownCertificate {
  readonly certificate: X509Certificate;
  readonly isVouchedFor: boolean;
}

/** Looks a request's client certificate up. */
export type FindCertificate = (request: CertifiedRequest) => ShownCertificate | undefined;

/**
 * Finds the certificate of the TLS connection itself. With `header`, a proxy in front ended TLS and hands the certificate on in it
 * (PEM, percent-encoded, as nginx and others write it), with its own judgement in '<header>-verify' ('SUCCESS' or else). The header is
 * believed from proxies that are trusted, this machine unless told; whoever else sends it is not heard.
 * @source RFC 8705, section 6.5 (TLS termination)
 */
export function certificateFinder(
  header: string | undefined,
  isTrusted: (address: string) => boolean = isThisMachine,
): FindCertificate {
  return ({ headers, socket }) => {
    if (socket instanceof TLSSocket) {
      const certificate = socket.getPeerX509Certificate();
      return certificate && { certificate, isVouchedFor: socket.authorized };
    }
    if (header === undefined || !isTrusted(socket.remoteAddress ?? '')) return undefined;
    const text = headers[header];
    if (typeof text !== 'string' || text === '') return undefined;
    try {
      const certificate = new X509Certificate(decodeURIComponent(text));
      return { certificate, isVouchedFor: headers[`${header}-verify`] === 'SUCCESS' };
    } catch {
      return undefined;
    }
  };
}

const isThisMachine = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/u.test(address);

/** The name under which tokens are bound to a certificate: base64url of the SHA-256 of its DER. */
export function thumbprintOf(certificate: X509Certificate): string {
  return hash('sha256', certificate.raw, 'base64url');
}

/** Whether a certificate is good at a time; an authority's word does not cover what has run out. */
export function isInTime(certificate: X509Certificate, now: Date): boolean {
  return certificate.validFromDate <= now && now < certificate.validToDate;
}

/** Whether a certificate's subject is the registered one ('CN=his.a.example,O=Hospital A,C=VN'), every part in its order. */
export function isSubject(certificate: X509Certificate, registered: string): boolean {
  // Names are written from the widest part or from the narrowest (RFC 4514), by authorities as by people; either is meant.
  const shown = (certificate.subject ?? '').split('\n').filter(Boolean).map(foldPart);
  const wanted = splitName(registered).map(foldPart);
  const is = (parts: readonly string[]): boolean =>
    parts.length === shown.length && parts.every((part, at) => part === shown[at]);
  return wanted.length > 0 && (is(wanted) || is(wanted.toReversed()));
}

/** At commas that no backslash escapes; escapes are taken away. */
function splitName(name: string): string[] {
  return (name.match(/(?:\\.|[^,\\])+/gsu) ?? []).map((part) => part.replace(/\\(.)/gsu, '$1'));
}

function foldPart(part: string): string {
  const at = part.indexOf('=');
  return `${part.slice(0, at).trim().toUpperCase()}=${part
    .slice(at + 1)
    .trim()
    .replace(/\s+/gu, ' ')
    .toLowerCase()}`;
}
