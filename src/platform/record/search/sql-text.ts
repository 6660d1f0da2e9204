/** A statement under construction: values become numbered parameters, equal values of one kind are not merged. */
export class SqlText {
  readonly values: unknown[] = [];

  /** Adds a value and returns its placeholder. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

const names = new Map<string, string>();
const mostNames = 300;

/** A name under which a statement is prepared; undefined once there are too many shapes, which are then planned each time. */
export function preparedName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostNames) return undefined;
  const name = `record-search-${names.size}`;
  names.set(text, name);
  return name;
}
