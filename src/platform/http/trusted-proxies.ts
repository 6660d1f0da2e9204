import ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Whether X-Forwarded-* is believed from an address: this machine's own, and those listed. Asked for each call, so the answer for an
 * address is kept; there are few neighbours.
 * @param list addresses, ranges ('10.1.0.0/16') or 'linklocal', 'uniquelocal'
 */
export function trustProxies(list: readonly string[]): (address: string) => boolean {
  const ranges = ['loopback', ...list].flatMap((one) => named[one] ?? [one]).map(readRange);
  let known = new Map<string, boolean>();
  return (address) => {
    let isTrusted = known.get(address);
    if (isTrusted !== undefined) return isTrusted;
    isTrusted = isInside(address, ranges);
    if (known.size >= 10_000) known = new Map();
    known.set(address, isTrusted);
    return isTrusted;
  };
}

function readRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isInside(text: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(text)) return false;
  // ::ffff:10.0.0.5 is what a socket that hears both kinds calls 10.0.0.5.
  const address = ipaddr.process(text);
  return ranges.some(
    ([from, bits]) => from.kind() === address.kind() && address.match(from as never, bits as never),
  );
}
