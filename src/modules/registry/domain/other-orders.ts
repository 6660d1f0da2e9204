/**
 * A name whose given name was typed first, as it is written from the family name on: all words turned round, or the first put last. None for
 * one word or two, which are rarely a whole name, and for more than six.
 */
export function otherOrders(name: string): string[] {
  const words = name.trim().split(/\s+/);
  if (words.length < 3 || words.length > 6) return [];
  const turned = words.toReversed().join(' ');
  const [given, ...rest] = words;
  return [...new Set([turned, [...rest, given].join(' ')])];
}
