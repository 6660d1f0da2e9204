import type { Bilingual } from '../../schema.ts';
import { findAnswerFaults, findUnread, type Finding } from './check-answer.ts';
import { evaluatorFor, type Evaluate, type FormContext } from './evaluate-form.ts';
import type { Constraint, Form, FormItem } from './form.ts';
import type { Settled } from './settle.ts';
import { pathKey, type Entry, type FormNode, type Path } from './state.ts';

/** What is wrong, and where. */
export interface Problem extends Finding {
  /** Path of the item, or of one answer of it. */
  readonly path: Path;
  readonly linkId: string;
}

/**
 * Everything that keeps a form from being handed in, in the order of the form: what is missing, out of bounds, or breaks a rule.
 * Only what is asked now is looked at.
 */
export function checkForm(form: Form, settled: Settled, context: FormContext): Problem[] {
  const today = context.now.slice(0, 10);
  const evaluate = evaluatorFor(form, settled.built, context, new Set());
  const problems: Problem[] = [];

  const walk = (items: readonly FormItem[], nodes: readonly FormNode[], parent: Path): void => {
    for (const item of items) {
      const path = [...parent, item.linkId];
      const node = nodes.find(({ linkId }) => linkId === item.linkId);
      if (node === undefined || item.hidden || !settled.open.has(pathKey(path))) continue;
      const add = (finding: Finding, at: Path = path): void =>
        void problems.push({ ...finding, path: at, linkId: item.linkId });
      for (const finding of findCountFaults(item, node)) add(finding);
      for (const { key, answer, typed } of node.entries) {
        const at = [...path, key];
        if (typed !== undefined && answer === undefined) add(findUnread(item), at);
        if (answer !== undefined)
          for (const finding of findAnswerFaults(item, answer, today)) add(finding, at);
      }
      for (const finding of findBroken(item.constraints, item, parent, evaluate)) add(finding);
      for (const entry of node.entries)
        // What stands below a question is asked once it is answered.
        if (item.type === 'group' || entry.answer !== undefined)
          walk(item.items, entry.nodes, [...path, entry.key]);
    }
  };
  walk(form.items, settled.state.nodes, []);
  for (const finding of findBroken(form.constraints, undefined, [], evaluate))
    problems.push({ ...finding, path: [], linkId: '' });
  return problems;
}

function findBroken(
  constraints: readonly Constraint[],
  item: FormItem | undefined,
  parent: Path,
  evaluate: Evaluate,
): Finding[] {
  return constraints
    .filter(({ expression }) => evaluate(item, parent, expression)[0] === false)
    .map(({ severity, text }) => ({ severity, text }));
}

function findCountFaults(item: FormItem, node: FormNode): Finding[] {
  const isGroup = item.type === 'group';
  const filled = isGroup
    ? node.entries.filter((entry) => hasAnswer(item, entry))
    : node.entries.filter(({ answer, typed }) => answer ?? typed);
  const { text, required, minOccurs, maxOccurs } = item;
  const told = (vi: string, en: string): Finding[] => [
    { severity: 'error', text: { vi, en } satisfies Bilingual },
  ];
  const fewest = minOccurs ?? (required ? 1 : 0);
  if (filled.length < fewest) {
    if (fewest === 1) return told(`Cần ghi ${lower(text.vi)}.`, `${text.en} is needed.`);
    return told(`${text.vi}: cần ít nhất ${fewest}.`, `${text.en}: at least ${fewest} are needed.`);
  }
  if (maxOccurs !== undefined && filled.length > maxOccurs)
    return told(`${text.vi}: nhiều nhất ${maxOccurs}.`, `${text.en}: at most ${maxOccurs}.`);
  return [];
}

function hasAnswer(item: FormItem, entry: Entry): boolean {
  if (entry.answer !== undefined) return !item.fixed;
  return entry.nodes.some(({ linkId, entries }) => {
    const below = item.items.find((one) => one.linkId === linkId);
    return below !== undefined && entries.some((one) => hasAnswer(below, one));
  });
}

/** "Cân nặng" within a sentence is "cân nặng"; an abbreviation stays as it is. */
function lower(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) || /^\p{Lu} /u.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
