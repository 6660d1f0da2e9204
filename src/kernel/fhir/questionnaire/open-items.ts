import type { Condition, Form, FormItem } from './form.ts';
import type { Evaluate } from './evaluate-form.ts';
import { valueOf } from './response.ts';
import { entryAt, pathKey, type FormNode, type FormState, type Path } from './state.ts';

/**
 * Keys of the paths of all items that are asked now. A condition looks at the nearest question of its name: in the same instance of a
 * group first, then further out; the answer of a question that is not asked counts as none.
 * @source HL7 FHIR R4 Questionnaire, item.enableWhen and enableBehavior
 */
export function openItems(form: Form, state: FormState, evaluate: Evaluate): ReadonlySet<string> {
  const known = new Map<string, boolean>();

  const isOpen = (item: FormItem, parent: Path): boolean => {
    const key = pathKey([...parent, item.linkId]);
    const before = known.get(key);
    if (before !== undefined) return before;
    // Two conditions that look at each other: while the one is being asked it counts as open.
    known.set(key, true);
    const answer = isAsked(item, parent);
    known.set(key, answer);
    return answer;
  };

  const isAsked = (item: FormItem, parent: Path): boolean => {
    if (item.enabledBy !== undefined) return evaluate(item, parent, item.enabledBy)[0] === true;
    if (item.conditions.length === 0) return true;
    const holds = (condition: Condition): boolean =>
      holdsFor(condition, answersOf(condition.question, parent));
    return item.conditionsJoin === 'any' ? item.conditions.some(holds) : item.conditions.every(holds);
  };

  const answersOf = (linkId: string, parent: Path): unknown[] => {
    for (let length = parent.length; length >= 0; length -= 2) {
      const scope = parent.slice(0, length);
      const nodes = length === 0 ? state.nodes : (entryAt(state, scope)?.nodes ?? []);
      const found = placesOf(linkId, nodes, scope);
      if (found.length > 0)
        return found.flatMap(({ node, around }) =>
          isReached([...around, linkId])
            ? node.entries.flatMap(({ answer }) => {
                const value = valueOf(answer);
                return value === undefined ? [] : [value];
              })
            : [],
        );
    }
    return [];
  };

  const isReached = (path: Path): boolean => {
    for (let at = 0; at < path.length; at += 2) {
      const item = form.byLinkId.get(path[at]!);
      if (item === undefined || !isOpen(item, path.slice(0, at))) return false;
    }
    return true;
  };

  const walk = (items: readonly FormItem[], nodes: readonly FormNode[], parent: Path): void => {
    for (const item of items) {
      if (!isOpen(item, parent)) continue;
      const node = nodes.find(({ linkId }) => linkId === item.linkId);
      for (const entry of node?.entries ?? [])
        if (item.items.length > 0) walk(item.items, entry.nodes, [...parent, item.linkId, entry.key]);
    }
  };
  walk(form.items, state.nodes, []);
  return new Set([...known].filter(([, open]) => open).map(([key]) => key));
}

function placesOf(
  linkId: string,
  nodes: readonly FormNode[],
  around: Path,
): { readonly node: FormNode; readonly around: Path }[] {
  return nodes.flatMap((node) => {
    if (node.linkId === linkId) return [{ node, around }];
    return node.entries.flatMap((entry) =>
      entry.nodes.length === 0 ? [] : placesOf(linkId, entry.nodes, [...around, node.linkId, entry.key]),
    );
  });
}

function holdsFor({ operator, value }: Condition, answers: readonly unknown[]): boolean {
  if (operator === 'exists') return answers.length > 0 === (value !== false);
  // "Not this": of several answers none may be it.
  if (operator === '!=') return answers.length > 0 && !answers.some((answer) => isSame(answer, value));
  if (operator === '=') return answers.some((answer) => isSame(answer, value));
  return answers.some((answer) => {
    const order = orderOf(plain(answer), plain(value));
    if (order === undefined) return false;
    if (operator === '>') return order > 0;
    if (operator === '<') return order < 0;
    return operator === '>=' ? order >= 0 : operator === '<=' && order <= 0;
  });
}

/** Number of a quantity, else the value itself. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
}

function orderOf(one: unknown, other: unknown): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  return one < other ? -1 : one > other ? 1 : 0;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const [left, right] = [one, other] as Readonly<Record<string, unknown>>[];
  if ('reference' in left!) return left['reference'] === right!['reference'];
  if ('code' in left! && !('value' in left))
    return (
      left['code'] === right!['code'] &&
      (right!['system'] === undefined || left['system'] === right!['system'])
    );
  return (
    left!['value'] === right!['value'] &&
    (left!['code'] ?? left!['unit']) === (right!['code'] ?? right!['unit'])
  );
}
