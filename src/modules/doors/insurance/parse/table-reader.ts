import { SaxesParser } from 'saxes';
import { rowElements } from '../field-lists.ts';
import { isTableName } from '../field-tables.ts';
import { ClaimProblem } from './claim-problem.ts';
import type { ClaimLimits } from './limits.ts';
import type { RawLine } from './raw-visit.ts';
import { XmlTextDecoder } from './text-decoder.ts';

/** What is left of a visit's allowance while its tables are read. */
export interface Allowance {
  characters: number;
  lines: number;
}

const everyRowElement: ReadonlySet<string> = new Set(Object.values(rowElements));

/** Bytes of one inner XML document -> its rows, while they come. */
export class TableReader {
  readonly lines: RawLine[] = [];
  readonly #decoder = new XmlTextDecoder();
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  /** Row elements that count; all of them while the kind of the table is not known yet (LOAIHOSO behind its content). */
  readonly #rowElements: ReadonlySet<string>;
  readonly #limits: ClaimLimits;
  readonly #allowance: Allowance;
  #depth = 0;
  #sinceMarkup = 0;
  #rowDepth = 0;
  #row: Map<string, string> | undefined;
  #field: string | undefined;
  #value = '';

  constructor(kind: string, limits: ClaimLimits, allowance: Allowance) {
    const own = isTableName(kind) ? rowElements[kind] : undefined;
    this.#rowElements = kind === '' ? everyRowElement : new Set(own === undefined ? [] : [own]);
    this.#limits = limits;
    this.#allowance = allowance;
    this.#parser.on('error', () => {
      throw new ClaimProblem('claim.table-not-well-formed');
    });
    this.#parser.on('doctype', () => {
      throw new ClaimProblem('claim.doctype');
    });
    this.#parser.on('opentag', (tag) => this.#open(tag.name));
    this.#parser.on('closetag', (tag) => this.#close(tag.name));
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => this.#text(text));
    this.#parser.on('comment', () => {
      this.#sinceMarkup = 0;
    });
  }

  write(bytes: Uint8Array): void {
    this.#feed(this.#decoder.write(bytes));
  }

  end(): void {
    this.#feed(this.#decoder.end());
    this.#parser.close();
  }

  #feed(text: string): void {
    if (text === '') return;
    this.#allowance.characters -= text.length;
    if (this.#allowance.characters < 0) throw new ClaimProblem('claim.visit-too-large');
    this.#sinceMarkup += text.length;
    const limit = this.#depth === 0 ? this.#limits.prologue + text.length : this.#limits.text;
    this.#parser.write(text);
    if (this.#sinceMarkup > limit + text.length) throw new ClaimProblem('claim.text-too-large');
  }

  #open(name: string): void {
    this.#sinceMarkup = 0;
    this.#depth += 1;
    if (this.#depth > this.#limits.depth) throw new ClaimProblem('claim.too-deep');
    if (this.#row === undefined && this.#rowElements.has(name)) {
      this.#allowance.lines -= 1;
      if (this.#allowance.lines < 0) throw new ClaimProblem('claim.visit-too-large');
      this.#row = new Map();
      this.#rowDepth = this.#depth;
    } else if (this.#row !== undefined && this.#depth === this.#rowDepth + 1) {
      this.#field = name;
      this.#value = '';
    }
  }

  #text(text: string): void {
    this.#sinceMarkup = 0;
    if (this.#field !== undefined && this.#depth === this.#rowDepth + 1) this.#value += text;
  }

  #close(_name: string): void {
    this.#sinceMarkup = 0;
    if (this.#row !== undefined && this.#field !== undefined && this.#depth === this.#rowDepth + 1) {
      if (this.#row.size >= this.#limits.fieldsPerLine) throw new ClaimProblem('claim.text-too-large');
      const value = this.#value.normalize('NFC').trim();
      // A field given twice keeps the value that is not empty.
      if (value !== '' || !this.#row.has(this.#field)) this.#row.set(this.#field, value);
      this.#field = undefined;
    } else if (this.#row !== undefined && this.#depth === this.#rowDepth) {
      this.lines.push(this.#row);
      this.#row = undefined;
    }
    this.#depth -= 1;
  }
}
