import ipaddr from 'ipaddr.js';

/** IPv6 prefixes that carry an IPv4 address inside, and where it begins (bytes). */
const carriers: readonly (readonly [prefix: [ipaddr.IPv6, number], at: number])[] = [
  [ipaddr.IPv6.parseCIDR('::ffff:0:0/96') as [ipaddr.IPv6, number], 12],
  [ipaddr.IPv6.parseCIDR('::/96') as [ipaddr.IPv6, number], 12],
  [ipaddr.IPv6.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number], 12],
  [ipaddr.IPv6.parseCIDR('64:ff9b:1::/48') as [ipaddr.IPv6, number], 12],
  [ipaddr.IPv6.parseCIDR('2002::/16') as [ipaddr.IPv6, number], 2],
];

/**
 * True unless an address is one of the open internet: loopback, private, link-local (and with it the metadata services of clouds),
 * carrier-grade, multicast, reserved and documentation ranges, and every IPv6 form that wraps one of them. What cannot be read is inner.
 */
export function isInnerAddress(text: string): boolean {
  const bare = text.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return true;
  const address = ipaddr.parse(bare);
  if (address instanceof ipaddr.IPv4) return address.range() !== 'unicast';
  for (const [prefix, at] of carriers) {
    if (!address.match(prefix)) continue;
    const inner = new ipaddr.IPv4(address.toByteArray().slice(at, at + 4));
    return inner.range() !== 'unicast';
  }
  return address.range() !== 'unicast';
}
