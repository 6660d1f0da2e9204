import { isIP } from 'node:net';

/**
 * Where a session comes from, as coarse as still helps to recognise it: 'loopback', 'inner' (the building's own network), or the first
 * half of an IPv4 address and the first third of an IPv6 one, which tell a provider and a region but no household.
 */
export function coarseNetwork(address: string): string {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1] ?? address;
  if (isIP(plain) === 4) {
    const [a = 0, b = 0] = plain.split('.').map(Number);
    if (a === 127) return 'loopback';
    const isInner =
      a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
    return isInner ? 'inner' : `${a}.${b}.x.x`;
  }
  if (isIP(plain) !== 6) return '';
  if (plain === '::1') return 'loopback';
  if (/^f[cd]|^fe[89ab]/iu.test(plain)) return 'inner';
  const [one = '0', two = '0'] = plain.split('::')[0]?.split(':') ?? [];
  return `${one || '0'}:${two || '0'}::x`;
}
