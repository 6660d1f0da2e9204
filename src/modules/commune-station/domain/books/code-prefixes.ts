/**
 * The fewest beginnings of codes that a range of ICD-10 means: 'I10-I15' is I10 to I15 one by one, 'A00-B99' all that begins with A or B,
 * 'U07.1' itself. A database compares beginnings many times faster than it takes lists of codes apart.
 */
export function prefixesOf(range: string): string[] {
  const [from = '', to] = range.split('-');
  if (to === undefined) return [from];
  const prefixes: string[] = [];
  for (let letter = from.charCodeAt(0); letter <= to.charCodeAt(0); letter += 1) {
    const sign = String.fromCharCode(letter);
    const low = sign === from[0] ? Number(from.slice(1)) : 0;
    const high = sign === to[0] ? Number(to.slice(1)) : 99;
    if (low === 0 && high === 99) prefixes.push(sign);
    else prefixes.push(...tensOf(low, high).map((number) => sign + number));
  }
  return prefixes;
}

/** 7 to 25 as '07', '08', '09', '1', '20' ... '25'. */
function tensOf(low: number, high: number): string[] {
  const parts: string[] = [];
  for (let ten = Math.floor(low / 10); ten <= Math.floor(high / 10); ten += 1) {
    const [first, last] = [Math.max(low, ten * 10), Math.min(high, ten * 10 + 9)];
    if (first === ten * 10 && last === ten * 10 + 9) parts.push(String(ten));
    else for (let one = first; one <= last; one += 1) parts.push(String(one).padStart(2, '0'));
  }
  return parts;
}
