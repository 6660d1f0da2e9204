import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';

type Words = { readonly [key: string]: string | Words };

function flatten(words: Words, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

/** Words that are rightly the same in both languages: names, numbers, codes. */
const sameInBoth =
  /^[\W\d]*$|^(Sen|PDF|QR|OK|ICD-10|LOINC|English|Tiếng Việt|FHIR|HL7|XML|BMI|SpO2|HbA1c|LDL|HDL|MA_LK|.*\{.*\}.*)$/;

/** Every vi file has its en twin with the same keys, nothing is empty, and nothing was left untranslated. */
export async function checkWords(root = 'src'): Promise<string[]> {
  const findings: string[] = [];
  for await (const file of glob(`${root}/**/*.vi.json`)) {
    const twin = file.replace(/\.vi\.json$/, '.en.json');
    if (!existsSync(twin)) {
      findings.push(`${file}: there is no ${twin}`);
      continue;
    }
    const vi = flatten(JSON.parse(readFileSync(file, 'utf8')) as Words);
    const en = flatten(JSON.parse(readFileSync(twin, 'utf8')) as Words);
    for (const [key, text] of vi) {
      const other = en.get(key);
      if (other === undefined) findings.push(`${twin}: '${key}' is missing`);
      else if (text === '' || other === '') findings.push(`${file}: '${key}' is empty in one language`);
      else if (text === other && !sameInBoth.test(text))
        findings.push(`${file}: '${key}' is the same in both languages ('${text}')`);
      else if (slots(text) !== slots(other)) findings.push(`${file}: '${key}' has other {slots} in English`);
    }
    for (const key of en.keys()) if (!vi.has(key)) findings.push(`${twin}: '${key}' is not in Vietnamese`);
  }
  for await (const file of glob(`${root}/**/*.tsx`)) findings.push(...literalText(file));
  return findings;
}

function slots(text: string): string {
  return [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .toSorted((a = '', b = '') => a.localeCompare(b))
    .join();
}

/** Letters between two tags that are not an expression: a sentence that nobody can translate. */
function literalText(file: string): string[] {
  const findings: string[] = [];
  const text = readFileSync(file, 'utf8');
  for (const [index, line] of text.split('\n').entries()) {
    const literal = /<[A-Za-z][^<>{}=]*>\s*([A-Za-zÀ-ỹ][^<>{}]{2,})<\//.exec(line)?.[1];
    if (literal !== undefined && !sameInBoth.test(literal.trim()))
      findings.push(`${file}:${index + 1}: text in the page: '${literal.trim()}'`);
    const attribute = /\s(?:aria-label|title|placeholder|alt)="([A-Za-zÀ-ỹ][^"]{2,})"/.exec(line)?.[1];
    if (attribute !== undefined && !sameInBoth.test(attribute))
      findings.push(`${file}:${index + 1}: text in an attribute: '${attribute}'`);
  }
  return findings;
}
