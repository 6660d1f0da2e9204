import { policy } from '#platform/access/policy.ts';
import { lineKinds } from '#platform/access/policy-row.ts';
import { typeSets } from '#platform/access/type-sets.ts';
import type { Asker, Line } from './world.ts';

const kindOfGrant = { 'break-glass': 'break-glass', sensitive: 'stated-reason' } as const;

/** Whether the written policy lets this asker see this line. Reads the table row by row, and nothing of what decides in the product. */
export function isExpected(asker: Asker, line: Line): boolean {
  const { person } = line;
  const ties = new Set<string>([
    'everybody',
    ...(asker.self === line.patientId ? ['self'] : []),
    ...person.ties.filter(({ to }) => asker.to.includes(to)).map(({ kind }) => kind),
    ...(person.opened !== undefined && asker.grants.has(person.opened) ? [kindOfGrant[person.opened]] : []),
  ]);
  return policy.some((row) => {
    if (row.role !== asker.role || row.purposes?.some((one) => one === asker.purpose) === false) return false;
    if (!row.ties.some((tie) => ties.has(tie)) || !typeSets[row.reads](line.type)) return false;
    if (row.shutBy.some((kind) => person.closings.includes(kind))) return false;
    const { lacking, bearing } = lineKinds[row.lines];
    return (line.bits & lacking) === 0 && (bearing === 0 || (line.bits & bearing) !== 0);
  });
}
