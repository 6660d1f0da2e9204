/** A statement with its values; `name` makes it a prepared statement, kept per connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
  /**
   * Outside a transaction it may travel together with the statements of others: 'read' for an index probe or two, 'search' for the
   * rows of one person, 'log' for an insert that waits for the disk. Only what may run twice, for a line that breaks is replaced
   * without a word.
   */
  readonly lane?: 'read' | 'search' | 'log';
  /** Outside a transaction it is stopped like a search, also where it has no lane. */
  readonly bounded?: boolean;
}

/** What a statement answers. */
export interface Answer<Row extends object> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** What answers to SQL. bigint comes back as a number (an error beyond 2^53), date as 'YYYY-MM-DD', timestamptz as Date, numeric as text. */
export interface Queryable {
  query<Row extends object>(statement: string | Statement, values?: readonly unknown[]): Promise<Answer<Row>>;
  /**
   * True where the extension `citus` is made, so that the tables may be spread: what joins rows of different buckets in one statement on a
   * single PostgreSQL takes two statements there. Asked of the database once.
   */
  isSpread(): Promise<boolean>;
}
