import type { Bilingual } from '#kernel/schema.ts';

/** A key is missing, wrong or out of reach; the sentence says which and what to do. Never holds key material. */
export class KeysRefused extends Error {
  override readonly name = 'KeysRefused';
  readonly text: Bilingual;
  constructor(text: Bilingual, cause?: unknown) {
    super(`${text.vi}\n${text.en}`, { cause });
    this.text = text;
  }
}
