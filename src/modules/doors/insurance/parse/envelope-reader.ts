import { SaxesParser } from 'saxes';
import { Base64Decoder } from './base64-decoder.ts';
import { ClaimProblem } from './claim-problem.ts';
import type { ClaimLimits } from './limits.ts';
import type { EnvelopeFacts, RawTable, RawVisit } from './raw-visit.ts';
import type { Allowance } from './table-reader.ts';
import { TableReader } from './table-reader.ts';
import type { InsuranceRule } from '../rules.ts';
import { rowElements } from '../field-lists.ts';

/** Entities that some exporters write inside base64: line ends and blanks. */
const blankEntity = /&#(?:x0*[9adAD]|x0*20|0*9|0*1[03]|0*32);/g;
const unfinishedEntity = /&[#x\da-fA-F]{0,8}$/;

/**
 * Text of a claim envelope -> its visits, while it comes. The content of NOIDUNGFILE goes past the XML parser straight into base64
 * and the inner reader, so memory holds one visit, whatever the size of the file. Visits before `skipThrough` are passed over without
 * being decoded (resume, retake).
 */
export class EnvelopeReader {
  readonly facts: EnvelopeFacts = {
    facility: undefined,
    madeOn: undefined,
    declaredVisits: undefined,
    visits: 0,
    problem: undefined,
  };
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #limits: ClaimLimits;
  readonly #wants: (ordinal: number) => boolean;
  #ready: RawVisit[] = [];
  /** Closed, but the parser may still find that the end tag was the wrong one. */
  #pending: RawVisit | undefined;
  #path: string[] = [];
  #root: string | undefined;
  /** The parser was fed up to a place inside a tag. */
  #markupOpen = false;
  #sinceMarkup = 0;
  #text = '';
  #visit:
    | { tables: RawTable[]; problem: InsuranceRule | undefined; allowance: Allowance; wanted: boolean }
    | undefined;
  #kind = '';
  #table: RawTable | undefined;
  #content:
    | { base64: Base64Decoder; table: TableReader; problem: InsuranceRule | undefined; carry: string }
    | undefined;

  constructor(limits: ClaimLimits, wants: (ordinal: number) => boolean = () => true) {
    this.#limits = limits;
    this.#wants = wants;
    this.#parser.on('error', () => {
      throw new ClaimProblem('claim.not-well-formed');
    });
    this.#parser.on('doctype', () => {
      throw new ClaimProblem('claim.doctype');
    });
    this.#parser.on('opentag', (tag) => this.#open(tag.name));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('text', (text) => this.#textPiece(text));
    this.#parser.on('cdata', (text) => this.#textPiece(text));
    this.#parser.on('comment', () => {
      this.#sinceMarkup = 0;
    });
  }

  /** Takes a piece of text cut anywhere; returns the visits that became whole. Throws ClaimProblem where reading must end. */
  write(piece: string): RawVisit[] {
    let at = 0;
    while (at < piece.length) {
      // What begins with '<' in there (CDATA, a comment, the end tag) goes through the parser.
      if (this.#content !== undefined && !this.#markupOpen) {
        const end = piece.indexOf('<', at);
        this.#contentPiece(piece.slice(at, end < 0 ? undefined : end));
        if (end < 0) break;
        at = end;
      }
      const tagEnd = piece.indexOf('>', at);
      const next = tagEnd < 0 ? piece.length : tagEnd + 1;
      this.#feed(piece.slice(at, next));
      at = next;
    }
    this.#release();
    return this.drain();
  }

  end(): RawVisit[] {
    if (this.#path.length > 0) throw new ClaimProblem('claim.truncated');
    if (this.facts.visits === 0 && this.#root === undefined) throw new ClaimProblem('claim.not-an-envelope');
    return this.drain();
  }

  /** Whole visits read so far; also after an error, for what came before the cut is good. */
  drain(): RawVisit[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #feed(text: string): void {
    this.#markupOpen = !text.endsWith('>');
    this.#sinceMarkup += text.length;
    if (this.#root === undefined && this.#sinceMarkup > this.#limits.prologue)
      throw new ClaimProblem('claim.text-too-large');
    if (this.#sinceMarkup > this.#limits.text) throw new ClaimProblem('claim.text-too-large');
    this.#parser.write(text);
  }

  #open(name: string): void {
    this.#release();
    this.#sinceMarkup = 0;
    if (this.#root === undefined) this.#openRoot(name);
    this.#path.push(name);
    if (this.#path.length > this.#limits.depth) throw new ClaimProblem('claim.too-deep');
    this.#text = '';
    if (name === 'HOSO' && this.#visit === undefined) {
      const ordinal = this.facts.visits + 1;
      const allowance = { characters: this.#limits.visit, lines: this.#limits.linesPerVisit };
      this.#visit = { tables: [], problem: undefined, allowance, wanted: this.#wants(ordinal) };
    } else if (name === 'NOIDUNGFILE' && this.#visit !== undefined) {
      const table = new TableReader(this.#kind, this.#limits, this.#visit.allowance);
      const skipped = this.#visit.wanted ? undefined : ('claim.empty' as const);
      this.#content = { base64: new Base64Decoder(), table, problem: skipped, carry: '' };
    }
  }

  #release(): void {
    if (this.#pending !== undefined) this.#ready.push(this.#pending);
    this.#pending = undefined;
  }

  #openRoot(name: string): void {
    this.#root = name;
    if (name === 'GIAMDINHHS') return;
    const isTable = Object.values(rowElements).includes(name) || /^(CHI_?TIEU|DSACH)_/.test(name);
    throw new ClaimProblem(isTable ? 'claim.bare-table' : 'claim.not-an-envelope');
  }

  #textPiece(text: string): void {
    this.#sinceMarkup = 0;
    if (this.#content === undefined) this.#text += text;
    else this.#contentPiece(text);
    if (this.#text.length > this.#limits.text) throw new ClaimProblem('claim.text-too-large');
  }

  #contentPiece(text: string): void {
    const content = this.#content;
    if (content === undefined || content.problem !== undefined || text === '') return;
    let piece = content.carry + text;
    content.carry = '';
    if (piece.includes('&')) {
      piece = piece.replace(blankEntity, '');
      const rest = unfinishedEntity.exec(piece);
      if (rest !== null) {
        content.carry = rest[0];
        piece = piece.slice(0, rest.index);
      }
    }
    guard(content, () => content.table.write(content.base64.write(piece)));
  }

  #close(): void {
    this.#sinceMarkup = 0;
    const name = this.#path.pop();
    const text = this.#text.trim();
    this.#text = '';
    if (name === 'MACSKCB') this.facts.facility ??= text;
    else if (name === 'NGAYLAP') this.facts.madeOn ??= text;
    else if (name === 'SOLUONGHOSO') this.facts.declaredVisits ??= text;
    else if (name === 'LOAIHOSO') this.#kind = text.toUpperCase();
    else if (name === 'NOIDUNGFILE') this.#closeContent();
    else if (name === 'FILEHOSO') this.#closeFile();
    else if (name === 'HOSO') this.#closeVisit();
  }

  #closeContent(): void {
    const content = this.#content;
    const visit = this.#visit;
    this.#content = undefined;
    if (content === undefined || visit === undefined || !visit.wanted) return;
    if (content.carry !== '') content.problem ??= 'claim.base64';
    guard(content, () => {
      content.table.write(content.base64.end());
      content.table.end();
    });
    if (content.problem === 'claim.visit-too-large') visit.problem = content.problem;
    this.#table = { kind: this.#kind, lines: content.table.lines, problem: content.problem };
  }

  /** The kind may stand behind the content. */
  #closeFile(): void {
    if (this.#table !== undefined) this.#visit?.tables.push({ ...this.#table, kind: this.#kind });
    this.#table = undefined;
    this.#kind = '';
  }

  #closeVisit(): void {
    const visit = this.#visit;
    if (visit === undefined || this.#path.includes('HOSO')) return;
    this.#visit = undefined;
    this.facts.visits += 1;
    if (!visit.wanted) return;
    this.#pending = {
      ordinal: this.facts.visits,
      tables: visit.problem === undefined ? visit.tables : [],
      problem: visit.problem,
    };
  }
}

/** A broken inner document ends itself, not the envelope. */
function guard(content: { problem: InsuranceRule | undefined }, work: () => void): void {
  if (content.problem !== undefined) return;
  try {
    work();
  } catch (error) {
    if (!(error instanceof ClaimProblem)) throw error;
    content.problem = error.rule;
  }
}
