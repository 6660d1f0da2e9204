import {
  GraphQLError,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { AppError } from '#kernel/errors.ts';

/** A query ready to be answered. */
export interface GraphQuery {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** True where it asks about the schema only. */
  readonly introspects: boolean;
  readonly text: string;
}

/** What a query may cost before any data is looked at. */
const longest = 50_000;
const deepest = 20;
const mostFields = 1_000;
const mostTokens = 5_000;

/**
 * Reads a query and refuses what is too long, too deep or too wide; fragments are counted where they are used, so that a few that
 * use each other cannot grow. Errors: graphql.invalid with the line, graphql.too-costly.
 */
export function readDocument(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  operationName: string | undefined,
): GraphQuery {
  if (text.length > longest) throw new AppError('graphql.too-costly');
  let document;
  try {
    document = parse(text, { maxTokens: mostTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('token')) throw new AppError('graphql.too-costly');
    const { line = 0, column = 0 } = error.locations?.[0] ?? {};
    throw wrongQuery({
      vi: `Sai cú pháp ở dòng ${line}, cột ${column}.`,
      en: `Syntax error at line ${line}, column ${column}.`,
    });
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const named =
    operationName === undefined ? operations : operations.filter(({ name }) => name?.value === operationName);
  const [operation, ...others] = named;
  if (operation === undefined || others.length > 0)
    throw wrongQuery({
      vi: 'Cần đúng một truy vấn; hãy cho operationName.',
      en: 'Exactly one query is needed; give operationName.',
    });
  if (operation.operation !== 'query')
    throw wrongQuery({
      vi: 'Chỉ đọc: không có mutation và subscription.',
      en: 'Reading only: there is no mutation and no subscription.',
    });
  refuseCostly(operation.selectionSet, fragments);
  const introspects = operation.selectionSet.selections.every(
    (one) => one.kind === Kind.FIELD && one.name.value.startsWith('__') && one.name.value !== '__typename',
  );
  return { operation, fragments, variables: withDefaults(operation, variables), introspects, text };
}

function refuseCostly(root: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): void {
  let fields = 0;
  const walk = (set: SelectionSetNode, depth: number, used: readonly string[]): void => {
    if (depth > deepest) throw new AppError('graphql.too-costly');
    for (const one of set.selections) {
      if (++fields > mostFields) throw new AppError('graphql.too-costly');
      if (one.kind === Kind.FRAGMENT_SPREAD) {
        const name = one.name.value;
        const fragment = fragments.get(name);
        if (fragment === undefined || used.includes(name))
          throw wrongQuery({
            vi: 'Một fragment không có hoặc dùng chính nó.',
            en: 'A fragment is missing or uses itself.',
          });
        walk(fragment.selectionSet, depth + 1, [...used, name]);
      } else if (one.selectionSet !== undefined) walk(one.selectionSet, depth + 1, used);
    }
  };
  walk(root, 1, []);
}

function withDefaults(
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { variable, defaultValue, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(given, name)) values[name] = given[name];
    else if (defaultValue !== undefined) values[name] = valueOf(defaultValue, {});
    else if (type.kind === Kind.NON_NULL_TYPE)
      throw wrongQuery({ vi: `Thiếu biến $${name}.`, en: `The variable $${name} is missing.` });
  }
  return values;
}

/** The value of an argument; names without quotes are texts. */
export function valueOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map((one) => valueOf(one, variables));
    case Kind.OBJECT:
      throw wrongQuery({ vi: 'Tham số không thể là một đối tượng.', en: 'An argument cannot be an object.' });
    case Kind.NULL:
      return undefined;
    default:
      return node.value;
  }
}

/** The query is wrong, in a sentence. */
export function wrongQuery(text: { vi: string; en: string }): AppError {
  return new AppError('graphql.invalid', { issues: [{ text }] });
}
