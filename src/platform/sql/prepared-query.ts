import pg from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import { parserOf } from './column-types.ts';
import type { Answer } from './queryable.ts';

/** The columns of a statement's answer. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  /** A row without values: rows that begin as copies of one object share their layout in memory. */
  readonly empty: Readonly<Record<string, unknown>>;
}

/** What is used of a connection of `pg`. */
interface Wire {
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  readonly stream: { cork(): void; uncork(): void; write(bytes: Buffer): void };
  parse(statement: { name: string; text: string }): void;
  bind(values: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  describe(what: { type: 'P'; name: '' }): void;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

// Execute of the unnamed portal without a limit of rows, then Sync: the same bytes for every statement.
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);

const noColumns: Shape = { names: [], parsers: [], empty: {} };

/** What each connection has learnt of its statements; a new connection asks anew, also for a new layout of a table. */
const shapes = new WeakMap<Wire, Map<string, Shape>>();

/**
 * A statement that is prepared once per connection and whose columns are asked for only the first time. `pg` asks for them, and
 * builds what it needs to read them, each time: a third of the cost of a brief statement.
 */
class PreparedQuery<Row extends object> {
  readonly name: string;
  readonly text: string;
  callback: (error: Error | null, answer?: Answer<Row>) => void;
  readonly #values: readonly unknown[];
  readonly #rows: Row[] = [];
  #rowCount = 0;
  #shape: Shape | undefined;
  #failed: Error | undefined;

  constructor(
    statement: { readonly name: string; readonly text: string },
    values: readonly unknown[],
    callback: PreparedQuery<Row>['callback'],
  ) {
    this.name = statement.name;
    this.text = statement.text;
    this.#values = values;
    this.callback = callback;
  }

  /** Sends it. Returns what is wrong with it, as `pg` wants. */
  submit(wire: Wire): Error | null {
    const { name, text } = this;
    const known = wire.parsedStatements[name] ?? wire.submittedNamedStatements[name];
    if (known !== undefined && known !== text) return new Error(`two statements have the name ${name}`);
    // What cannot be written is found out before anything is sent.
    const values = this.#values.map((value) => prepareValue(value));
    wire.stream.cork();
    try {
      if (known === undefined) {
        wire.parse({ name, text });
        wire.submittedNamedStatements[name] = text;
      }
      wire.bind({ statement: name, values });
      this.#shape = shapes.get(wire)?.get(name);
      if (this.#shape === undefined) wire.describe({ type: 'P', name: '' });
      wire.stream.write(executeAndSync);
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#shape = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => parserOf(dataTypeID)),
      empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
    };
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#failed !== undefined) return;
    const { names, parsers, empty } = this.#shape ?? noColumns;
    const row: Record<string, unknown> = { ...empty };
    try {
      for (let at = 0; at < names.length; at += 1) {
        const text = fields[at];
        if (text !== null && text !== undefined) row[names[at]!] = parsers[at]!(text);
      }
    } catch (error) {
      this.#failed = error as Error;
    }
    this.#rows.push(row as Row);
  }

  handleCommandComplete({ text }: { readonly text: string }, wire: Wire): void {
    this.#rowCount = Number(/\d+$/.exec(text)?.[0] ?? 0);
    let known = shapes.get(wire);
    if (known === undefined) shapes.set(wire, (known = new Map()));
    if (!known.has(this.name)) known.set(this.name, this.#shape ?? noColumns);
  }

  handleReadyForQuery(): void {
    if (this.#failed === undefined) this.callback(null, { rows: this.#rows, rowCount: this.#rowCount });
    else this.callback(this.#failed);
  }

  handleError(error: Error, wire: Wire): void {
    shapes.get(wire)?.delete(this.name);
    this.callback(error);
  }

  handleEmptyQuery(): void {}
}

// `pg` lets only its own kind of query travel together with others.
Object.setPrototypeOf(PreparedQuery.prototype, pg.Query.prototype);

/** Runs a named statement on a client of `pg`, pipelined or not. Errors: as `pg` gives them. */
export function runPrepared<Row extends object>(
  client: pg.ClientBase,
  statement: { readonly name: string; readonly text: string },
  values: readonly unknown[],
): Promise<Answer<Row>> {
  return new Promise((resolve, reject) => {
    const query = new PreparedQuery<Row>(statement, values, (error, answer) => {
      if (error === null) resolve(answer!);
      else reject(error);
    });
    client.query(query as unknown as pg.Submittable);
  });
}
