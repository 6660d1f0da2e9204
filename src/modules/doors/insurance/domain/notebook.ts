import type { RawLine } from '../parse/raw-visit.ts';
import { insuranceRules } from '../rules.ts';
import type { InsuranceRule } from '../rules.ts';
import type { VisitFinding } from './checked-visit.ts';

/** Kinds of note kept per visit; a hostile visit can invent field names without end. */
const NOTE_KINDS = 100;
/** Findings kept per visit; what is wrong everywhere is understood from the first hundreds. */
const FINDINGS = 500;

/** Collects what the checks of one visit find. */
export class Notebook {
  readonly #findings: VisitFinding[] = [];
  readonly #notes = new Map<string, number>();

  /** Something that must be mended; the line goes along, as it came. */
  line(finding: VisitFinding, row: RawLine): void {
    if (this.#findings.length >= FINDINGS) return;
    this.#findings.push({ ...finding, raw: printLine(row), fields: [...row] });
  }

  /** A whole table or visit that cannot be read. */
  whole(table: string, rule: InsuranceRule): void {
    this.#findings.push({ table, line: 0, field: '', rule, text: insuranceRules[rule] });
  }

  /** Something worth knowing that stops nothing. */
  note(rule: InsuranceRule, table: string, field: string): void {
    const kind = `${rule} ${table}${field === '' ? '' : `.${field.slice(0, 60)}`}`;
    if (this.#notes.has(kind) || this.#notes.size < NOTE_KINDS)
      this.#notes.set(kind, (this.#notes.get(kind) ?? 0) + 1);
  }

  result(): { findings: readonly VisitFinding[]; notes: ReadonlyMap<string, number> } {
    return { findings: this.#findings, notes: this.#notes };
  }
}

/** A row as XML text, for a person to read beside the reason. */
export function printLine(row: RawLine): string {
  return [...row].map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('\n');
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
