import { isIP } from 'node:net';

/**
 * What is counted as one address: an IPv4 address as it is, of IPv6 the first 64 bits, since whoever has one of these has all the others.
 * An IPv4 address inside IPv6 (::ffff:192.0.2.1) is itself. What cannot be read is one address of its own.
 */
export function addressBlock(address: string): string {
  if (!address.includes(':')) return address;
  const wrapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (wrapped !== undefined) return wrapped;
  if (isIP(address) !== 6) return address;
  const [before = '', after] = address.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  // What '::' leaves out is zeros; how many, the groups behind it say. A dotted end stands for two.
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const most = after?.includes('.') === true ? 7 : 8;
  const whole = [
    ...groups,
    ...Array<string>(Math.max(0, most - groups.length - behind.length)).fill('0'),
    ...behind,
  ];
  const block = whole.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${block.join(':')}::/64`;
}
