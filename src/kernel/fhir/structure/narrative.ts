import type { Bilingual } from '../../schema.ts';

const allowed: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address b bdo big blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ' +
    'img ins kbd li map area ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul u var'
  ).split(' '),
);
// No allowed name is nearly as long; without an end a megabyte of letters would be gone over from each of them.
const tag = /<(\/?)([A-Za-z][A-Za-z0-9:]{0,30})([^<>]*)>/y;
const attribute = /([A-Za-z_:][\w:.-]{0,14})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/g;
const attributes: ReadonlySet<string> = new Set(
  (
    'xmlns xml:lang lang title class id style dir href name src alt width height border cellpadding cellspacing colspan rowspan ' +
    'align valign abbr axis headers scope span summary frame rules char charoff cite datetime rel rev shape coords usemap ismap'
  ).split(' '),
);

const shape = {
  vi: 'cần XHTML nằm trong một <div xmlns="http://www.w3.org/1999/xhtml">.',
  en: 'XHTML inside one <div xmlns="http://www.w3.org/1999/xhtml"> is needed.',
};
const unsafe = {
  vi: 'có thẻ hoặc thuộc tính XHTML không được phép (kịch bản, biểu mẫu, sự kiện, địa chỉ lạ).',
  en: 'holds a tag or attribute of XHTML that is not allowed (scripts, forms, events, odd addresses).',
};
const empty = { vi: 'không có nội dung nào để đọc.', en: 'holds nothing to read.' };

/**
 * Checks Narrative.div: one balanced div, only the tags and attributes that the standard allows (txt-1), something to read
 * (txt-2). Linear in the length. Returns what is wrong, or undefined.
 */
export function checkNarrative(value: unknown): Bilingual | undefined {
  if (typeof value !== 'string' || !value.startsWith('<div') || !value.trimEnd().endsWith('>')) return shape;
  const open: string[] = [];
  let readable = false;
  let at = 0;
  const end = value.trimEnd().length;
  while (at < end) {
    if (value.charCodeAt(at) !== 0x3c) {
      if (open.length === 0) return shape;
      const next = value.indexOf('<', at);
      readable ||= value.slice(at, next).trim() !== '';
      at = next;
      continue;
    }
    if (value.startsWith('<!--', at)) {
      const close = value.indexOf('-->', at);
      if (close < 0 || open.length === 0) return shape;
      at = close + 3;
      continue;
    }
    tag.lastIndex = at;
    const match = tag.exec(value);
    if (match === null) return shape;
    const [all, closing, name, rest] = match as unknown as [string, string, string, string];
    if (!allowed.has(name)) return unsafe;
    if (closing === '/') {
      if (open.pop() !== name) return shape;
      if (open.length === 0 && at + all.length < end) return shape;
    } else {
      const problem = checkAttributes(rest);
      if (problem !== undefined) return problem;
      readable ||= name === 'img';
      if (!rest.endsWith('/')) open.push(name);
      if (open.length > 100) return unsafe;
    }
    at += all.length;
  }
  if (open.length > 0) return shape;
  return readable ? undefined : empty;
}

function checkAttributes(text: string): Bilingual | undefined {
  if (text.trim() === '' || text.trim() === '/') return undefined;
  for (const [, name, double, single] of text.matchAll(attribute)) {
    if (!attributes.has(name!)) return unsafe;
    const value = (double ?? single ?? '').trim().toLowerCase();
    // Entities could spell an address in disguise: none is needed in one.
    if (
      (name === 'href' || name === 'src') &&
      !/^(?:https?:|mailto:|tel:|data:image\/(?:png|jpeg|gif);|#|[\w./-]*$)/.test(value)
    )
      return unsafe;
    if (name === 'style' && /expression|javascript|url\s*\(|@import|\\/.test(value)) return unsafe;
  }
  return text.replace(attribute, '').replace('/', '').trim() === '' ? undefined : unsafe;
}
