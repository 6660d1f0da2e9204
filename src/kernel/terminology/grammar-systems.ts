import { buildTable } from './code-table.ts';
import { once } from './once.ts';
import type { CodeSystemEntry } from './terminology-source.ts';

function grammar(
  about: Pick<CodeSystemEntry, 'id' | 'url' | 'name' | 'title' | 'source'>,
  isRight: (code: string) => boolean,
): CodeSystemEntry {
  return {
    ...about,
    status: 'active',
    content: 'not-present',
    caseSensitive: false,
    parse: (code) => Promise.resolve(code.length <= 200 && isRight(code) ? {} : undefined),
    open: once(() => Promise.resolve(buildTable({ system: about.url, content: 'not-present' }, []))),
  };
}

/** Systems without a list: a code is right where it is well formed. */
export const grammarSystems: readonly CodeSystemEntry[] = [
  grammar(
    {
      id: 'bcp-47',
      url: 'urn:ietf:bcp:47',
      name: 'LanguageTags',
      title: { vi: 'Mã ngôn ngữ (BCP 47)', en: 'Language tags (BCP 47)' },
      source: 'IETF BCP 47',
    },
    isLanguage,
  ),
  grammar(
    {
      id: 'bcp-13',
      url: 'urn:ietf:bcp:13',
      name: 'MediaTypes',
      title: { vi: 'Kiểu nội dung (MIME)', en: 'Media types (MIME)' },
      source: 'IETF BCP 13',
    },
    (code) => /^[a-z]+\/[\w.+-]+(;.*)?$/i.test(code),
  ),
];

function isLanguage(code: string): boolean {
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
