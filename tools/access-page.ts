/** The written policy as a page, from the rows that decide. */
import { guardianWindows } from '../src/platform/access/guardians.ts';
import { grantKinds, reasons } from '../src/platform/access/grants/reasons.ts';
import { tieDays } from '../src/platform/access/limits.ts';
import { rolesWithoutLines } from '../src/platform/access/policy-of-staff.ts';
import { policy } from '../src/platform/access/policy.ts';
import { lineKinds } from '../src/platform/access/policy-row.ts';
import { codeRules, labelRules, typeRules } from '../src/kernel/sensitivity/sensitivity-rules.ts';
import { sensitivity } from '../src/kernel/sensitivity/sensitivity.ts';
import { typeSets } from '../src/platform/access/type-sets.ts';
import { allResourceTypes } from '../src/kernel/fhir/structure/element-facts.ts';

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

/** The body of docs/reference/access.md. */
export function accessPage(table: Table): string {
  const code = (text: string): string => `\`${text}\``;
  const rows = policy.map((row) => [
    code(row.role),
    row.ties.map(code).join(' '),
    lineKinds[row.lines].title.en,
    code(row.reads),
    code(row.creates),
    code(row.updates),
    row.purposes === undefined ? 'any' : row.purposes.join(', '),
    row.shutBy.join(', ') || 'nothing',
    row.why.vi,
    row.why.en,
  ]);
  const bitsOf = (bits: number): string =>
    Object.entries(sensitivity)
      .filter(([, bit]) => (bits & bit) !== 0)
      .map(([name]) => name)
      .join(', ');
  const parts = [
    'What no row allows is refused. Definitions and directories (Organization, Practitioner, ValueSet, …) are read by whoever signed in, and ' +
      'written by Sen, by national systems and, their own lines, by systems of facilities. Lines of the audit are told by the ' +
      'audit itself. The decision is `decide` in `src/platform/access/decide.ts`; searches carry the same rows as SQL.',
    '## Who, tied how, sees and writes what',
    table(
      [
        'role',
        'tie',
        'lines',
        'reads',
        'creates',
        'updates',
        'purposes',
        'shut again by',
        'Vietnamese',
        'English',
      ],
      rows,
    ),
    '## Roles that see no line of anybody’s record',
    table(
      ['role', 'Vietnamese', 'English'],
      Object.entries(rolesWithoutLines).map(([role, why]) => [code(role), why.vi, why.en]),
    ),
    '## Exceptions to a record that its person closed',
    table(
      ['role', 'tie', 'why'],
      policy
        .filter(({ shutBy }) => !(shutBy as readonly string[]).includes('consent'))
        .map(({ role, ties, why }) => [code(role), ties.map(code).join(' '), why.en]),
    ),
    '## Sets of types',
    table(
      ['set', 'types'],
      Object.entries(typeSets).map(([name, has]) => {
        const types = allResourceTypes.filter(has);
        return [code(name), types.length === allResourceTypes.length ? 'every type' : types.join(', ')];
      }),
    ),
    '## How long ties last',
    table(
      ['limit', 'days'],
      Object.entries(tieDays).map(([name, days]) => [code(name), String(days)]),
    ),
    `Guardians of somebody born on 2000-01-01: ${(guardianWindows('2000-01-01') ?? [])
      .map(({ kind, until }) => `\`${kind}\` until ${until.toISOString()}`)
      .join(', ')}.`,
    '## Reasons that may be stated',
    table(
      ['kind', 'hours', 'reason', 'Vietnamese', 'English'],
      Object.entries(reasons).flatMap(([kind, list]) =>
        Object.entries(list).map(([reason, title]) => [
          code(kind),
          String(grantKinds[kind as keyof typeof grantKinds].hours),
          code(reason),
          title.vi,
          title.en,
        ]),
      ),
    ),
    '## What makes a line sensitive',
    table(
      ['list', 'codes that begin', 'what it tells'],
      [
        ...codeRules.map(({ kind, begins, bits }) => [kind, begins.join(' '), bitsOf(bits)]),
        ['security label', Object.keys(labelRules).join(' '), 'what each says'],
        ...Object.entries(typeRules).map(([type, bits]) => ['type', type, bitsOf(bits)]),
      ],
    ),
  ];
  return parts.join('\n\n');
}
