import { AppError } from '../../errors.ts';
import { compileFhirPathNodes, plainItems } from '../fhirpath/evaluate.ts';
import { withConstants } from './constants.ts';
import { compileSimplePath, NeedsEngine, NotSimple, type KnownType } from './simple-path.ts';
import { invalidView, type ViewColumn, type ViewDefinition, type ViewSelect } from './view-definition.ts';

/** A view ready to run. */
export interface CompiledView {
  readonly resource: string;
  readonly columns: readonly ViewColumn[];
  /** Cells in the order of the columns; null where there is nothing. Resources of other types give no row. */
  readonly rowsOf: (resource: Readonly<Record<string, unknown>>) => Cells[];
  /** True where the view asks how exactly a decimal was written, so that 1.0 must not be read as 1. */
  readonly needsExactDecimals: boolean;
}

export type Cells = readonly unknown[];

/** Most rows that one resource may give: beyond it several forEach multiply each other. */
const mostRowsOfOne = 10_000;
const mostColumns = 250;

/** Where an expression stands: a plain JSON value (`fast`) or what the engine gave. At the root both are the resource. */
interface Focus {
  readonly value: unknown;
  readonly resource: unknown;
  readonly row: number;
}
type Mode = 'root' | 'fast' | 'engine';
interface Place {
  readonly mode: Mode;
  /** Known where mode is not 'engine'. */
  readonly type: KnownType | undefined;
  readonly path: string;
}
interface Part {
  readonly columns: readonly ViewColumn[];
  readonly rows: (focus: Focus) => Cells[];
}
type Items = (focus: Focus) => readonly unknown[];

/**
 * Compiles a view: simple paths to closures, the rest through the FHIRPath engine.
 * @throws AppError view.invalid (also for wrong FHIRPath), view.too-costly. rowsOf throws view.invalid where a cell would hold many
 * values without `collection`, or a `where` is no boolean; view.too-costly where one resource gives more than 10,000 rows.
 */
export function compileView(view: ViewDefinition): CompiledView {
  const compiler = new Compiler(view);
  const root: Place = { mode: 'root', type: { code: view.resource, shape: view.resource }, path: '' };
  const conditions = (view.where ?? []).map(({ path }, at) => compiler.condition(path, root, `where[${at}]`));
  const part = compiler.all(view.select, root, 'select');
  const names = part.columns.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw invalidView('select', {
      vi: `Cột ${twice} bị lặp.`,
      en: `The column ${twice} stands there twice.`,
    });
  }
  if (names.length > mostColumns) throw new AppError('view.too-costly');
  return {
    resource: view.resource,
    columns: part.columns,
    rowsOf: (resource) => {
      if (resource['resourceType'] !== view.resource) return [];
      const focus: Focus = { value: resource, resource, row: 0 };
      return conditions.every((holds) => holds(focus)) ? part.rows(focus) : [];
    },
    needsExactDecimals: /Boundary|precision/.test(compiler.seen.join(' ')),
  };
}

class Compiler {
  readonly seen: string[] = [];
  private readonly view: ViewDefinition;
  constructor(view: ViewDefinition) {
    this.view = view;
  }

  condition(path: string, place: Place, at: string): (focus: Focus) => boolean {
    const { items } = this.expression(path, { ...place, path: at });
    return (focus) => {
      const found = items(focus);
      if (found.length > 1 || (found.length === 1 && typeof found[0] !== 'boolean')) {
        throw invalidView(at, {
          vi: 'Điều kiện phải cho đúng hoặc sai.',
          en: 'A condition must be true or false.',
        });
      }
      return found[0] === true;
    };
  }

  /** Several selects side by side: each row of one with each row of the others. */
  all(selects: readonly ViewSelect[], place: Place, at: string): Part {
    return product(selects.map((one, index) => this.select(one, { ...place, path: `${at}[${index}]` })));
  }

  private select(select: ViewSelect, place: Place): Part {
    if (place.mode !== 'root' || !iterates(select)) return this.iteration(select, place);
    let fast: Part;
    try {
      fast = this.iteration(select, place);
    } catch (error) {
      if (!(error instanceof NotSimple)) throw error;
      return this.iteration(select, { ...place, mode: 'engine' });
    }
    // Made only when a resource needs it.
    let engine: Part | undefined;
    return {
      columns: fast.columns,
      rows: (focus) => {
        try {
          return fast.rows(focus);
        } catch (error) {
          if (!(error instanceof NeedsEngine)) throw error;
          engine ??= this.iteration(select, { ...place, mode: 'engine' });
          return engine.rows(focus);
        }
      },
    };
  }

  private iteration(select: ViewSelect, place: Place): Part {
    const { forEach, forEachOrNull, repeat } = select;
    const path = forEach ?? forEachOrNull;
    if (path !== undefined) {
      const { items, type } = this.foci(path, {
        ...place,
        path: `${place.path}.${forEach ? 'forEach' : 'forEachOrNull'}`,
      });
      const inner = this.body(select, inside(place, type));
      return { columns: inner.columns, rows: each(items, inner, forEachOrNull !== undefined) };
    }
    if (repeat !== undefined) {
      const ways = repeat.map((one, at) => this.foci(one, { ...place, path: `${place.path}.repeat[${at}]` }));
      return this.repeated(select, ways, repeat, place);
    }
    return this.body(select, place);
  }

  /** The elements that a path leads to, from each of them again, in the order of the document. */
  private repeated(select: ViewSelect, ways: readonly Step[], paths: readonly string[], place: Place): Part {
    const [first] = ways;
    const next = inside(place, first?.type);
    // In fast mode each path must be as good from what it leads to.
    const again = paths.map((one, at) => this.foci(one, { ...next, path: `${place.path}.repeat[${at}]` }));
    if (next.mode === 'fast' && [...ways, ...again].some(({ type }) => type?.shape !== first?.type?.shape))
      throw new NotSimple();
    const inner = this.body(select, next);
    const items: Items = (focus) => {
      const found: unknown[] = [];
      const walk = (steps: readonly Step[], at: Focus, depth: number): void => {
        if (depth > 100 || found.length > mostRowsOfOne) throw new AppError('view.too-costly');
        for (const step of steps) {
          for (const value of step.items(at)) {
            found.push(value);
            walk(again, { ...at, value }, depth + 1);
          }
        }
      };
      walk(ways, focus, 0);
      return found;
    };
    return { columns: inner.columns, rows: each(items, inner, false) };
  }

  private body(select: ViewSelect, place: Place): Part {
    const own = (select.column ?? []).map((column, at) =>
      this.column(column, place, `${place.path}.column[${at}]`),
    );
    const parts: Part[] = [];
    if (own.length > 0) {
      parts.push({
        columns: select.column!,
        rows: (focus) => [own.map((cell) => cell(focus))],
      });
    }
    if (select.select !== undefined) parts.push(this.all(select.select, place, `${place.path}.select`));
    if (select.unionAll !== undefined) parts.push(this.union(select.unionAll, place));
    return product(parts);
  }

  private union(selects: readonly ViewSelect[], place: Place): Part {
    const at = `${place.path}.unionAll`;
    const parts = selects.map((one, index) => this.select(one, { ...place, path: `${at}[${index}]` }));
    const names = (part: Part): string => part.columns.map(({ name }) => name).join();
    if (parts.some((part) => names(part) !== names(parts[0]!))) {
      throw invalidView(at, {
        vi: 'Các phần của unionAll phải có cùng tên cột theo cùng thứ tự.',
        en: 'The parts of unionAll must have the same column names in the same order.',
      });
    }
    return { columns: parts[0]!.columns, rows: (focus) => parts.flatMap((part) => part.rows(focus)) };
  }

  private column(column: ViewColumn, place: Place, at: string): (focus: Focus) => unknown {
    const { items } = this.expression(column.path, { ...place, path: `${at}.path` });
    if (column.collection === true) return (focus) => [...items(focus)];
    return (focus) => {
      const found = items(focus);
      if (found.length > 1) {
        throw invalidView(`${at}.path`, {
          vi: `Cột ${column.name} gặp nhiều giá trị; hãy dùng first(), forEach hoặc collection.`,
          en: `The column ${column.name} met several values; use first(), forEach or collection.`,
        });
      }
      return found[0] ?? null;
    };
  }

  /** Plain values of an expression. */
  private expression(path: string, place: Place): { readonly items: Items } {
    const { items, simple } = this.foci(path, place);
    const plain: Items = (focus) => plainItems(items(focus));
    if (!simple) return { items: plain };
    if (place.mode !== 'root') return { items };
    let engine: Items | undefined;
    return {
      items: (focus) => {
        try {
          return items(focus);
        } catch (error) {
          if (!(error instanceof NeedsEngine)) throw error;
          engine ??= this.byEngine(path, place);
          return plainItems(engine(focus));
        }
      },
    };
  }

  /** What an expression leads to, to go on from. */
  private foci(path: string, place: Place): Step {
    const text = withConstants(path, this.view.constants, place.path);
    this.seen.push(text);
    if (place.mode !== 'engine') {
      try {
        const simple = compileSimplePath(text, place.type!);
        return { items: (focus) => simple.run(focus.value, focus.row), type: simple.type, simple: true };
      } catch (error) {
        if (!(error instanceof NotSimple) || place.mode === 'fast') throw error;
      }
    }
    return { items: this.byEngine(path, place), type: undefined, simple: false };
  }

  private byEngine(path: string, place: Place): Items {
    const text = withConstants(path, this.view.constants, place.path);
    const run = this.checked(() => compileFhirPathNodes(text), place.path);
    return (focus) =>
      this.checked(() => run(focus.value, { resource: focus.resource, rowIndex: focus.row }), place.path);
  }

  private checked<Result>(work: () => Result, at: string): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'fhirpath.invalid')
        throw invalidView(at, error.issues[0]?.text);
      throw error;
    }
  }
}

interface Step {
  readonly items: Items;
  readonly type: KnownType | undefined;
  readonly simple: boolean;
}

const iterates = (select: ViewSelect): boolean =>
  [select.forEach, select.forEachOrNull, select.repeat].some((way) => way !== undefined);

/** A place below an iteration: fast as long as the type is known. */
function inside(place: Place, type: KnownType | undefined): Place {
  if (place.mode === 'engine') return place;
  if (type === undefined) throw new NotSimple();
  return { ...place, mode: 'fast', type };
}

function each(items: Items, inner: Part, orNull: boolean): Part['rows'] {
  const nothing = inner.columns.map(({ path }) => (path.trim() === '%rowIndex' ? 0 : null));
  return (focus) => {
    const found = items(focus);
    if (found.length === 0) return orNull ? [nothing] : [];
    const rows: Cells[] = [];
    for (let row = 0; row < found.length; row++) {
      const { resource } = focus;
      for (const cells of inner.rows({ value: found[row], resource, row })) rows.push(cells);
      if (rows.length > mostRowsOfOne) throw new AppError('view.too-costly');
    }
    return rows;
  };
}

function product(parts: readonly Part[]): Part {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return only;
  const columns = parts.flatMap((part) => part.columns);
  return {
    columns,
    rows: (focus) => {
      let rows: Cells[] = [[]];
      for (const part of parts) {
        const added = part.rows(focus);
        if (rows.length * added.length > mostRowsOfOne) throw new AppError('view.too-costly');
        rows = rows.flatMap((left) => added.map((right) => [...left, ...right]));
      }
      return rows;
    },
  };
}
