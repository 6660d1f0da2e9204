/**
 * Every regular expression of src is judged by recheck: none may take time that grows with the square of its input or faster (ReDoS). What
 * was judged stands in checked-regexes.json, so that only new ones cost time. `node tools/check-regexes.ts` judges and writes the list;
 * where one grows but never sees a long input, a sentence there says what bounds it.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import ts from 'typescript';

const list = new URL('./checked-regexes.json', import.meta.url);
/** 'safe', or why a vulnerable one does no harm where it stands. */
type Verdicts = Record<string, string>;

const timeoutMs = 30_000;

/** Where each expression stands; one written in several files is judged once. */
async function gatherRegexes(root = 'src'): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const file of glob(`${root}/**/*.{ts,tsx}`)) {
    if (/\.test\.tsx?$|\/(?:generated|test|testing)\//.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
        const literal = (node as ts.RegularExpressionLiteral).text;
        found.set(literal, [...(found.get(literal) ?? []), file]);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind));
  }
  return found;
}

/** 'safe', or what is wrong: 'exponential', '2nd degree polynomial', 'not judged in time'. */
async function judge(literal: string): Promise<string> {
  process.env['RECHECK_BACKEND'] = 'pure';
  const { checkSync } = await import('recheck');
  const end = literal.lastIndexOf('/');
  const flags = literal
    .slice(end + 1)
    .replace('d', '')
    .replace('v', 'u');
  const found = checkSync(literal.slice(1, end), flags, { timeout: timeoutMs });
  if (found.status === 'safe') return 'safe';
  return found.status === 'vulnerable' ? found.complexity.summary : 'not judged in time';
}

function readVerdicts(): Verdicts {
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Verdicts) : {};
}

/** Judges what is new; answers what is wrong, with its place. */
export async function checkRegexes(): Promise<string[]> {
  const known = readVerdicts();
  const findings: string[] = [];
  for (const [literal, files] of await gatherRegexes()) {
    if (known[literal] !== undefined) continue;
    const verdict = await judge(literal);
    if (verdict !== 'safe') findings.push(`${[...new Set(files)].join(', ')}: ${literal}: ${verdict}`);
  }
  return findings;
}

if (import.meta.main) {
  const former = readVerdicts();
  const verdicts: Verdicts = {};
  const standing = new Set((await gatherRegexes()).keys());
  // What was judged before stays while the new ones are judged.
  for (const [literal, verdict] of Object.entries(former))
    if (standing.has(literal)) verdicts[literal] = verdict;
  for (const [literal, files] of await gatherRegexes()) {
    const verdict = former[literal] ?? (await judge(literal));
    const isBounded = former[literal] !== undefined;
    if (verdict === 'safe' || isBounded) verdicts[literal] = verdict;
    else console.log(`${[...new Set(files)].join(', ')}: ${literal}: ${verdict}`);
    keep(verdicts);
  }
  console.log(`${Object.keys(verdicts).length} judged`);
}

/** By a new name first, so that a list that is cut off is none. */
function keep(verdicts: Verdicts): void {
  const half = new URL('./checked-regexes.json.half', import.meta.url);
  writeFileSync(half, `${JSON.stringify(sorted(verdicts), null, 1)}\n`);
  renameSync(half, list);
}

function sorted(verdicts: Verdicts): Verdicts {
  return Object.fromEntries(Object.entries(verdicts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
