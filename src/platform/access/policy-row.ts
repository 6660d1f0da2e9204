import { sensitivity, sensitiveBits } from '#kernel/sensitivity/sensitivity.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { ClosingKind, Purpose, TieKind } from './access-words.ts';
import type { TypeSet } from './type-sets.ts';

/** Which lines a tie opens: a line must lack all bits of the first and bear one of the second, where there is one. */
export interface LineKind {
  readonly lacking: number;
  readonly bearing: number;
  readonly title: Bilingual;
}

export const lineKinds = {
  plain: { lacking: sensitiveBits, bearing: 0, title: { vi: 'dữ liệu thường', en: 'plain lines' } },
  any: { lacking: 0, bearing: 0, title: { vi: 'mọi dữ liệu', en: 'all lines' } },
  'all-but-hiv': {
    lacking: sensitivity.hiv,
    bearing: 0,
    title: { vi: 'mọi dữ liệu trừ HIV', en: 'all lines but those on HIV' },
  },
  reported: {
    lacking: sensitiveBits,
    bearing: sensitivity.notifiable,
    title: { vi: 'bệnh phải báo cáo theo luật', en: 'lines on diseases reported by law' },
  },
} as const satisfies Record<string, LineKind>;

/** One row of the written policy: who, tied how, for which purposes, may do what with which lines, and what shuts that again. */
export interface PolicyRow {
  readonly role: string;
  readonly ties: readonly (TieKind | 'self' | 'everybody')[];
  readonly lines: keyof typeof lineKinds;
  readonly reads: TypeSet;
  readonly creates: TypeSet;
  readonly updates: TypeSet;
  /** Undefined: for whatever purpose. */
  readonly purposes?: readonly Purpose[];
  readonly shutBy: readonly ClosingKind[];
  readonly why: Bilingual;
}
