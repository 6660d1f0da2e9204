import { functions } from './functions.ts';
import { operators } from './operators.ts';
import { parsePath, type Tree } from './parse.ts';
import type { Step, Surroundings } from './step.ts';
import { NotUnderstood } from './tokens.ts';
import { CannotWorkOut, exact, isMeasured, only, When } from './values.ts';

type Values = readonly unknown[];
type Objects = Readonly<Record<string, unknown>>;

const none: Values = [];
/** Elements that FHIR writes with their type behind the name. */
const choices = new Set(
  'value effective onset abatement deceased multipleBirth medication performed occurrence age born'.split(
    ' ',
  ),
);

/**
 * Compiles the part of FHIRPath that forms consist of: members, where(), exists(), sums, comparisons, dates, texts. What it gives is
 * what the full engine gives; it weighs some kilobytes instead of some hundred.
 * @throws NotUnderstood for what only the full engine knows
 */
export function compilePath(expression: string): (focus: unknown, around: Surroundings) => unknown[] {
  const run = stepOf(parsePath(expression));
  return (focus, around) =>
    run(Array.isArray(focus) ? focus : focus === undefined ? none : [focus], around, 0).map((value) =>
      value instanceof When ? value.text : value,
    );
}

function stepOf(tree: Tree): Step {
  switch (tree.kind) {
    case 'literal': {
      const value = [tree.value];
      return () => value;
    }
    case 'quantity': {
      const value = [{ value: tree.value, code: tree.unit }];
      return () => value;
    }
    case 'date': {
      const value = [new When(tree.text.replace(/T$/, ''))];
      return () => value;
    }
    case 'empty':
      return () => none;
    case 'focus':
      return (focus) => focus;
    case 'index':
      return (_focus, _around, index) => [index];
    case 'variable':
      return variable(tree.name);
    case 'member':
      return member(stepOf(tree.of), tree.name);
    case 'at':
      return position(stepOf(tree.of), stepOf(tree.position));
    case 'minus':
      return negative(stepOf(tree.of));
    case 'type':
      return call(tree.of, tree.word, [{ kind: 'member', of: { kind: 'focus' }, name: tree.name }]);
    case 'call':
      return fromIndex(tree) ?? call(tree.of, tree.name, tree.given);
    case 'operator': {
      const work = operators[tree.sign];
      if (work === undefined) throw new NotUnderstood(tree.sign);
      const [left, right] = [stepOf(tree.left), stepOf(tree.right)];
      return (focus, around, index) => work(left(focus, around, index), () => right(focus, around, index));
    }
  }
}

function variable(name: string): Step {
  const known: Objects = {
    ucum: 'http://unitsofmeasure.org',
    loinc: 'http://loinc.org',
    sct: 'http://snomed.info/sct',
  };
  return (_focus, { variables }) => {
    if (!Object.hasOwn(variables, name)) {
      if (known[name] !== undefined) return [known[name]];
      throw new CannotWorkOut(name);
    }
    const value = variables[name];
    return Array.isArray(value) ? value : value === undefined || value === null ? none : [value];
  };
}

function member(of: Step, name: string): Step {
  const isType = /^[A-Z]/.test(name);
  const isChoice = choices.has(name);
  return (focus, around, index) =>
    of(focus, around, index).flatMap((one) => {
      if (typeof one !== 'object' || one === null || one instanceof When) return [];
      const held = one as Objects;
      const value = held[name] ?? (isChoice ? choiceIn(held, name) : undefined);
      if (value !== undefined && value !== null) return value as unknown[];
      return isType && held['resourceType'] === name ? [one] : [];
    });
}

function choiceIn(held: Objects, name: string): unknown {
  for (const key in held)
    if (key.length > name.length && key.startsWith(name) && /[A-Z]/.test(key[name.length]!)) return held[key];
  return undefined;
}

function position(of: Step, at: Step): Step {
  return (focus, around, index) => {
    const which = only(at(focus, around, index));
    const list = of(focus, around, index);
    return typeof which === 'number' && which in list ? [list[which]] : none;
  };
}

function negative(of: Step): Step {
  return (focus, around, index) => {
    const value = only(of(focus, around, index));
    if (value === undefined) return none;
    if (typeof value === 'number') return [exact(-value)];
    if (isMeasured(value)) return [{ ...value, value: -value.value }];
    throw new CannotWorkOut();
  };
}

function call(ofTree: Tree, name: string, given: readonly Tree[]): Step {
  const make = functions[name];
  if (make === undefined) throw new NotUnderstood(name);
  const of = stepOf(ofTree);
  // The name of a type is no path.
  const isTyped = name === 'is' || name === 'as' || name === 'ofType';
  const run = isTyped ? make([], typeNameOf(given)) : make(given.map(stepOf), '');
  return (focus, around, index) => run(of(focus, around, index), around, focus, index);
}

function typeNameOf(given: readonly Tree[]): string {
  const [type] = given;
  if (given.length !== 1 || type?.kind !== 'member') throw new NotUnderstood();
  return type.name;
}

/** %resource.descendants().where(linkId = 'x'), as most forms ask for an answer, need not walk through the whole response. */
function fromIndex(tree: Tree): Step | undefined {
  if (tree.kind !== 'call' || tree.name !== 'where' || tree.given.length !== 1) return undefined;
  const [{ of }, [condition]] = [tree, tree.given];
  const isWhole =
    of.kind === 'call' &&
    ((of.name === 'descendants' && of.given.length === 0) || of.name === 'repeat') &&
    of.of.kind === 'variable' &&
    of.of.name === 'resource';
  if (!isWhole || condition?.kind !== 'operator' || condition.sign !== '=') return undefined;
  const { left, right } = condition;
  if (left.kind !== 'member' || left.name !== 'linkId' || left.of.kind !== 'focus') return undefined;
  if (right.kind !== 'literal' || typeof right.value !== 'string') return undefined;
  if (of.name === 'repeat' && !isItems(of.given)) return undefined;
  const linkId = right.value;
  const slowly = call(tree.of, tree.name, tree.given);
  return (focus, around, index) => around.itemsBy?.(linkId) ?? slowly(focus, around, index);
}

/** repeat(item) leaves out what stands below answers; repeat(item | answer) and descendants() do not. */
function isItems(given: readonly Tree[]): boolean {
  const [one] = given;
  return given.length === 1 && one?.kind === 'operator' && one.sign === '|';
}
