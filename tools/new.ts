/**
 * `npm run new -- module blood-bank "Ngân hàng máu" "Blood bank"`: writes a skeleton that passes `npm run check` and `npm test` at once,
 * with its line in the list. `npm run new -- page blood-bank donors "Người hiến máu" "Donors"` adds a page,
 * `npm run new -- operation blood-bank match-donor` an operation.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { Bilingual } from '../src/kernel/schema.ts';
import { moduleFiles, operationFiles, pageDefinition, pageFiles, pagesFile } from './skeletons.ts';

const kinds = ['module', 'page', 'operation'] as const;
const usage =
  'usage: npm run new -- module ID "Tên" "Title"\n       npm run new -- page MODULE ID "Tên" "Title"\n       npm run new -- operation MODULE ID';
const idShape = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const camel = (id: string): string => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    if (existsSync(file)) throw new Error(`${file} is there already`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  }
  spawnSync('node_modules/.bin/prettier', ['--write', '--log-level', 'warn', ...Object.keys(files)], {
    stdio: 'inherit',
  });
}

/** Adds an import and a list entry before the closing bracket of the list named `list`. */
function addToList(file: string, list: string, importLine: string, entry: string): void {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf(']', text.indexOf('= [', text.indexOf(`const ${list}`)));
  if (end < 0) throw new Error(`${file}: the list '${list}' was not found`);
  const head = text.slice(0, end).replace(/,?\s*$/, '');
  const comma = head.endsWith('[') ? '' : ',';
  const imports = [...head.matchAll(/^import [^;]*;\n/gm)].at(-1);
  const afterImports = imports === undefined ? 0 : imports.index + imports[0].length;
  writeFileSync(
    file,
    `${head.slice(0, afterImports)}${importLine}\n${head.slice(afterImports)}${comma} ${entry}${text.slice(end)}`,
  );
  spawnSync('node_modules/.bin/prettier', ['--write', '--log-level', 'warn', file], { stdio: 'inherit' });
  console.log(`listed in ${file}`);
}

/** Puts a page into web/pages.ts; a module without pages gets the file and its line in the list. */
function addPage(id: string, part: string, title: Bilingual): void {
  const pages = `src/modules/${id}/web/pages.ts`;
  write(pageFiles(id, part, camel(part), title));
  if (!existsSync(pages)) {
    write(pagesFile(id, part, camel(part), title));
    addToList(
      'src/modules/index.web.ts',
      'pages',
      `import { pages as ${camel(id)}Pages } from './${id}/web/pages.ts';`,
      `...${camel(id)}Pages`,
    );
    return;
  }
  const text = readFileSync(pages, 'utf8');
  const at = text.lastIndexOf('/**', text.indexOf('export const pages'));
  writeFileSync(
    pages,
    `${text.slice(0, at)}${pageDefinition(id, part, camel(part), title)}\n${text.slice(at).replace('= [', `= [${camel(part)}Page, `)}`,
  );
  spawnSync('node_modules/.bin/prettier', ['--write', '--log-level', 'warn', pages], { stdio: 'inherit' });
}

/** Puts an operation into the manifest. */
function addToModule(id: string, name: string, path: string): void {
  const file = `src/modules/${id}/module.ts`;
  const text = readFileSync(file, 'utf8');
  const listed = text.includes('  operations: [')
    ? text.replace('  operations: [', `  operations: [${name}, `)
    : text.replace(/\}\);\s*$/, `  operations: [${name}],\n});\n`);
  writeFileSync(file, `import { ${name} } from '${path}';\n${listed}`);
  spawnSync('node_modules/.bin/prettier', ['--write', '--log-level', 'warn', file], { stdio: 'inherit' });
}

function main([kind, ...rest]: readonly string[]): void {
  const [id = '', ...more] = rest;
  if (kind === undefined || !(kinds as readonly string[]).includes(kind) || !idShape.test(id))
    throw new Error(usage);
  if (kind === 'module') {
    const [vi = id, en = id] = more;
    write({
      ...moduleFiles(id, camel(id), { vi, en }),
      ...pageFiles(id, 'state', 'state', { vi, en }),
      ...pagesFile(id, 'state', 'state', { vi, en }),
    });
    addToList(
      'src/modules/index.ts',
      'modules',
      `import { ${camel(id)} } from './${id}/module.ts';`,
      camel(id),
    );
    addToList(
      'src/modules/index.web.ts',
      'pages',
      `import { pages as ${camel(id)}Pages } from './${id}/web/pages.ts';`,
      `...${camel(id)}Pages`,
    );
  } else if (!existsSync(`src/modules/${id}/module.ts`)) throw new Error(`there is no module '${id}'`);
  else {
    const [part = '', vi = part, en = part] = more;
    if (!idShape.test(part)) throw new Error(usage);
    if (kind === 'page') addPage(id, part, { vi, en });
    else {
      write(operationFiles(id, part, camel(part)));
      addToModule(id, camel(part), `./operations/${part}.ts`);
    }
  }
  spawnSync('node', ['tools/reference.ts'], { stdio: 'inherit' });
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
