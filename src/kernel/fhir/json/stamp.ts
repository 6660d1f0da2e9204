import { mayPoint } from '../references.ts';
import type { Rewrite } from '../references.ts';
import { brokenJson, deepestJson, readString, skipScalar, skipSpace, skipString } from './scan.ts';

/** What the store writes into a resource. */
export interface Stamp {
  readonly id?: string;
  readonly versionId?: string;
  /** An instant, e.g. '2026-11-22T08:30:00.000Z'. */
  readonly lastUpdated?: string;
  /** What each reference becomes; undefined leaves it. */
  readonly rewrite?: Rewrite;
}

/**
 * The text of a resource with id, meta.versionId and meta.lastUpdated set and references rewritten. Everything else stays sign
 * for sign: order of members, digits of numbers (1.00 stays 1.00), escapes; only white space between them goes. What is missing
 * is put after resourceType. One pass, linear, no recursion deeper than 200.
 * @throws AppError request.invalid for broken JSON, or a key that comes twice in one object at any depth.
 */
export function stampResource(text: string, stamp: Stamp): string {
  const writer = new Stamper(text, stamp);
  return writer.run();
}

const open = 0x7b;
const close = 0x7d;

class Stamper {
  private readonly text: string;
  private readonly stamp: Stamp;
  private readonly pieces: string[] = [];
  /** Start of what has been read but not yet copied. */
  private from = 0;
  private at = 0;
  private idDone: boolean;
  private metaDone: boolean;

  constructor(text: string, stamp: Stamp) {
    this.text = text;
    this.stamp = stamp;
    this.idDone = stamp.id === undefined;
    this.metaDone = stamp.versionId === undefined && stamp.lastUpdated === undefined;
  }

  run(): string {
    this.from = this.at = skipSpace(this.text, 0);
    if (this.text.charCodeAt(this.at) !== open) throw brokenJson('object expected');
    let afterType = -1;
    this.object(0, (key) => {
      if (key === 'id' && this.stamp.id !== undefined) {
        this.replaceScalar(this.stamp.id);
        this.idDone = true;
      } else if (key === 'meta' && !this.metaDone) {
        this.meta();
        this.metaDone = true;
      } else {
        this.value(key, 1);
        if (key === 'resourceType') {
          this.copyTo(this.at);
          afterType = this.pieces.length;
        }
      }
    });
    this.copyTo(this.at);
    if (skipSpace(this.text, this.at) !== this.text.length) throw brokenJson('text after the resource');
    if (afterType < 0) throw brokenJson('resourceType is missing');
    const missing =
      (this.idDone ? '' : `,"id":${JSON.stringify(this.stamp.id)}`) + (this.metaDone ? '' : this.newMeta());
    if (missing !== '') this.pieces.splice(afterType, 0, missing);
    return this.pieces.join('');
  }

  private newMeta(): string {
    const { versionId, lastUpdated } = this.stamp;
    return `,"meta":${JSON.stringify({ versionId, lastUpdated })}`;
  }

  private meta(): void {
    const { versionId, lastUpdated } = this.stamp;
    const wanted = new Map(
      Object.entries({ versionId, lastUpdated }).filter(([, value]) => value !== undefined),
    );
    if (this.text.charCodeAt(this.at) !== open) throw brokenJson('meta must be an object');
    this.copyTo(this.at + 1);
    const start = this.pieces.length;
    let members = 0;
    this.object(1, (key) => {
      members++;
      const value = wanted.get(key);
      if (value === undefined) this.value(key, 2);
      else this.replaceScalar(value);
      wanted.delete(key);
    });
    this.copyTo(this.at);
    const added = [...wanted].map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join(',');
    if (added !== '') this.pieces.splice(start, 0, members > 0 ? `${added},` : added);
  }

  private copyTo(end: number): void {
    if (end > this.from) this.pieces.push(this.text.slice(this.from, end));
    this.from = end;
  }

  /** Leaves out white space at the present place. */
  private space(): void {
    const code = this.text.charCodeAt(this.at);
    if (code > 0x20) return;
    this.copyTo(this.at);
    this.from = this.at = skipSpace(this.text, this.at);
  }

  private replaceScalar(value: string): void {
    this.copyTo(this.at);
    this.from = this.at = skipString(this.text, this.at);
    this.pieces.push(JSON.stringify(value));
  }

  private object(depth: number, member: (key: string) => void): void {
    const { text } = this;
    this.at++;
    this.space();
    if (text.charCodeAt(this.at) === close) {
      this.at++;
      return;
    }
    const keys: string[] = [];
    let many: Set<string> | undefined;
    for (;;) {
      const end = skipString(text, this.at);
      const key = readString(text, this.at, end);
      if (many === undefined ? keys.includes(key) : many.has(key)) throw brokenJson('a key comes twice');
      keys.push(key);
      many?.add(key);
      if (keys.length === 24) many = new Set(keys);
      this.at = end;
      this.sign(0x3a);
      member(key);
      this.space();
      if (text.charCodeAt(this.at) === close) break;
      this.sign(0x2c);
    }
    this.at++;
    if (depth > deepestJson) throw brokenJson('nested too deeply');
  }

  private sign(code: number): void {
    this.space();
    if (this.text.charCodeAt(this.at) !== code) throw brokenJson('a sign is missing');
    this.at++;
    this.space();
  }

  private value(key: string, depth: number): void {
    const code = this.text.charCodeAt(this.at);
    if (code === 0x22) this.string(key);
    else if (code === open || code === 0x5b) {
      if (depth > deepestJson) throw brokenJson('nested too deeply');
      if (code === open) this.object(depth, (name) => this.value(name, depth + 1));
      else this.array(key, depth);
    } else this.at = skipScalar(this.text, this.at);
  }

  private string(key: string): void {
    const start = this.at;
    this.at = skipString(this.text, start);
    const { rewrite } = this.stamp;
    if (rewrite === undefined) return;
    if (
      key !== 'reference' &&
      this.text.charCodeAt(start + 1) !== 0x75 &&
      this.text.charCodeAt(start + 1) !== 0x5c
    )
      return;
    const value = readString(this.text, start, this.at);
    const made = mayPoint(key, value) ? rewrite(value) : undefined;
    if (made === undefined || made === value) return;
    this.copyTo(start);
    this.pieces.push(JSON.stringify(made));
    this.from = this.at;
  }

  private array(key: string, depth: number): void {
    this.at++;
    this.space();
    if (this.text.charCodeAt(this.at) === 0x5d) {
      this.at++;
      return;
    }
    for (;;) {
      this.value(key, depth + 1);
      this.space();
      if (this.text.charCodeAt(this.at) === 0x5d) break;
      this.sign(0x2c);
    }
    this.at++;
  }
}
