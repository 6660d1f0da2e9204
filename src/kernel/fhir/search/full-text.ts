import { foldText } from '../fold.ts';
import type { TextTerm } from './parsed-query.ts';
import { wordsOf } from './words.ts';

/** Folded words of a text with a blank before each and one at the end, so that whole words and phrases are found in it. */
type Words = string;

function toWords(text: string): Words {
  return ` ${wordsOf(foldText(text)).join(' ')} `;
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&nbsp;': ' ',
};

function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/&(?:lt|gt|amp|quot|nbsp);/g, (one) => entities[one]!);
}

/** The words of a resource's narrative. */
export function narrativeOf(resource: object): Words {
  const { text } = resource as { text?: { div?: unknown } };
  return typeof text?.div === 'string' ? toWords(withoutTags(text.div)) : ' ';
}

/** The words of a resource's narrative, each once; undefined where it has none. */
export function narrativeWords(resource: object): readonly string[] | undefined {
  const { text } = resource as { text?: { div?: unknown } };
  if (typeof text?.div !== 'string') return undefined;
  return [...new Set(wordsOf(foldText(withoutTags(text.div))))];
}

/** Members whose text is an address or a stamp rather than something to read. */
const unread = new Set([
  'resourceType',
  'id',
  'meta',
  'system',
  'url',
  'reference',
  'data',
  'contentType',
  'fullUrl',
]);

/** The words of a whole resource: narrative, names, texts, codes, numbers; not addresses, ids nor attached data. */
export function contentOf(resource: object): Words {
  const texts: string[] = [];
  collect(resource, texts, 0);
  return toWords(texts.join(' '));
}

function collect(node: unknown, into: string[], depth: number): void {
  if (depth > 64) return;
  if (typeof node === 'string' || typeof node === 'number') into.push(String(node));
  else if (Array.isArray(node)) for (const one of node) collect(one, into, depth + 1);
  else if (typeof node === 'object' && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (unread.has(key)) continue;
      if (key === 'div' && typeof value === 'string') into.push(withoutTags(value));
      else collect(value, into, depth + 1);
    }
  }
}

/** Every word as the beginning of a word of the text, every phrase as it stands. */
export function meetsText(words: Words, term: TextTerm): boolean {
  return (
    term.words.every((word) => words.includes(` ${word}`)) &&
    term.phrases.every((phrase) => words.includes(` ${phrase} `))
  );
}
