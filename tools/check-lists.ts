import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { modules } from '../src/modules/index.ts';

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];

/** Every folder is in its list, every import is in `needs`, every module keeps to its own schema, every rule of law names its source. */
export async function checkLists(): Promise<string[]> {
  return [
    ...listsAreComplete(),
    ...(await needsMatchImports()),
    ...(await ownSchemaOnly()),
    ...(await sourcesAreWhole()),
  ];
}

function listsAreComplete(): string[] {
  const findings: string[] = [];
  const ids = new Set(modules.map(({ id }) => id));
  for (const folder of folders('src/modules')) {
    if (!ids.has(folder)) findings.push(`src/modules/index.ts: the module '${folder}' is not listed`);
    if (!existsSync(`src/modules/${folder}/README.md`))
      findings.push(`src/modules/${folder}: there is no README.md`);
  }
  const web = existsSync('src/modules/index.web.ts') ? readFileSync('src/modules/index.web.ts', 'utf8') : '';
  for (const folder of folders('src/modules')) {
    if (existsSync(`src/modules/${folder}/web/pages.ts`) && !web.includes(`'./${folder}/web/pages.ts'`))
      findings.push(`src/modules/index.web.ts: the pages of '${folder}' are not listed`);
  }
  return findings;
}

async function needsMatchImports(): Promise<string[]> {
  const findings: string[] = [];
  const needs = new Map(modules.map((module) => [module.id, new Set(module.needs ?? [])]));
  for await (const file of glob('src/modules/*/**/*.ts')) {
    const own = file.split('/')[2] ?? '';
    if (file.endsWith('.test.ts') || file.includes('/web/')) continue;
    for (const [, other] of readFileSync(file, 'utf8').matchAll(
      /from '(?:#modules|\.\.(?:\/\.\.)*)\/([a-z0-9-]+)\/api\.ts'/g,
    )) {
      if (other !== undefined && other !== own && needs.has(other) && needs.get(own)?.has(other) !== true)
        findings.push(`${file}: imports ${other}/api.ts, but '${other}' is not in needs of '${own}'`);
    }
  }
  for (const id of needs.keys())
    if (reaches(needs, id, id)) findings.push(`module '${id}' needs itself in a circle`);
  return findings;
}

function reaches(
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  from: string,
  to: string,
  seen = new Set<string>(),
): boolean {
  for (const next of needs.get(from) ?? []) {
    if (next === to) return true;
    if (!seen.has(next) && seen.add(next) && reaches(needs, next, to, seen)) return true;
  }
  return false;
}

/** SQL of a module names its own schema and no other module's nor the platform's. */
async function ownSchemaOnly(): Promise<string[]> {
  const findings: string[] = [];
  const schemas = [
    ...modules.map(({ id }) => id.replaceAll('-', '_')),
    'record',
    'identity',
    'audit',
    'events',
    'platform',
  ];
  for await (const file of glob('src/modules/*/**/*.ts')) {
    if (/\.test\.ts$|\/web\//.test(file)) continue;
    const own = (file.split('/')[2] ?? '').replaceAll('-', '_');
    for (const [, schema] of readFileSync(file, 'utf8').matchAll(
      /\b(?:from|join|into|update|table|delete from)\s+([a-z_]+)\.[a-z_]+\b/gi,
    )) {
      const named = schema?.toLowerCase() ?? '';
      if (schemas.includes(named) && named !== own) findings.push(`${file}: SQL names the schema '${named}'`);
    }
  }
  return findings;
}

/** A rule from law that has a date of force says where it was read. */
async function sourcesAreWhole(): Promise<string[]> {
  const findings: string[] = [];
  for await (const file of glob('src/**/*.ts')) {
    const text = readFileSync(file, 'utf8');
    for (const [, source] of text.matchAll(/@source[ \t]*(.*)/g))
      if (source === undefined || source.trim().length < 8) findings.push(`${file}: @source names no text`);
  }
  return findings;
}
