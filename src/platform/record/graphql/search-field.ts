import { Kind, type FieldNode } from 'graphql';
import { searchRecord } from '../search-record.ts';
import { cursorName } from '../search/page-wish.ts';
import { argumentsOf, flat, join, keyOf, selectionOf, type Answering, type Spot } from './answering.ts';
import { wholeNumber } from './filters.ts';
import { merge, type Output } from './output.ts';
import { wrongQuery } from './read-document.ts';
import { searchArguments } from './shape-fields.ts';
import { parseText } from './stored-json.ts';

const defaultCount = 50;
const mostCount = 500;

/** Answers PatientList(…) with a list of resources, PatientConnection(…) with a page that has cursors to the next one. */
export async function runSearchField(
  work: Answering,
  field: FieldNode,
  { type, paged }: { readonly type: string; readonly paged: boolean },
  args: ReadonlyMap<string, unknown>,
  output: Output,
  spot: Spot,
): Promise<void> {
  const asked = wholeNumber(args, '_count') ?? defaultCount;
  const query = queryOf(type, args, Math.min(asked, mostCount), paged && wantsCount(field));
  const page = await work.searches(() => searchRecord(work.desk, type, query));
  const texts = page.matches.map(({ text }) => text);
  const key = keyOf(field) + spot.suffix;
  if (paged) {
    const made: Output = {};
    for (const part of flat(work, selectionOf(field), `${type}Connection`)) {
      await answerPage(
        work,
        part,
        type,
        { texts, next: page.next, total: page.total, size: asked },
        made,
        spot,
      );
    }
    join(output, key, made);
    return;
  }
  const offset = wholeNumber(args, '_offset') ?? 0;
  const list = await Promise.all(
    texts.slice(offset).map(async (text, at) => {
      const made: Output = {};
      await work.parts(selectionOf(field), parseText(text), type, made, {
        path: [...spot.path, at],
        suffix: '',
        inList: false,
      });
      return made;
    }),
  );
  const held = output[key];
  if (Array.isArray(held)) merge({ [key]: held }, { [key]: list });
  else output[key] = list;
}

interface Page {
  readonly texts: readonly string[];
  readonly next: string | undefined;
  readonly total: number | undefined;
  readonly size: number;
}

async function answerPage(
  work: Answering,
  field: FieldNode,
  type: string,
  page: Page,
  made: Output,
  spot: Spot,
): Promise<void> {
  const key = keyOf(field);
  const facts: Record<string, unknown> = {
    count: page.total ?? null,
    offset: null,
    pagesize: page.size,
    // A page is found by its cursor; there is none for the first, none goes back, and the last is not known before it is there.
    first: null,
    previous: null,
    next: page.next ?? null,
    last: null,
    __typename: `${type}Connection`,
  };
  const name = field.name.value;
  if (name in facts) return void (made[key] = facts[name]);
  if (name !== 'edges')
    throw wrongQuery({ vi: `Trang không có trường ${name}.`, en: `A page has no field ${name}.` });
  const edges = await Promise.all(
    page.texts.map(async (text, at) => {
      const edge: Output = {};
      const inner = { path: [...spot.path, key, at], suffix: '', inList: false };
      for (const part of flat(work, selectionOf(field), `${type}Edge`))
        await answerEdge(work, part, type, text, edge, inner);
      return edge;
    }),
  );
  made[key] = edges;
}

async function answerEdge(
  work: Answering,
  field: FieldNode,
  type: string,
  text: string,
  edge: Output,
  spot: Spot,
): Promise<void> {
  const name = field.name.value;
  if (argumentsOf(work, field).size > 0)
    throw wrongQuery({ vi: `${name} không có tham số.`, en: `${name} takes no argument.` });
  if (name === 'mode') edge[keyOf(field)] = 'match';
  else if (name === 'score') edge[keyOf(field)] = null;
  else if (name === '__typename') edge[keyOf(field)] = `${type}Edge`;
  else if (name === 'resource') {
    const resource: Output = {};
    await work.parts(selectionOf(field), parseText(text), type, resource, spot);
    join(edge, keyOf(field), resource);
  } else throw wrongQuery({ vi: `edges không có trường ${name}.`, en: `edges has no field ${name}.` });
}

const wantsCount = (field: FieldNode): boolean =>
  field.selectionSet?.selections.some((one) => one.kind === Kind.FIELD && one.name.value === 'count') ===
  true;

/** The arguments as a search query. Error: graphql.invalid for what is no search parameter of the type. */
function queryOf(type: string, args: ReadonlyMap<string, unknown>, count: number, total: boolean): string {
  const known = searchArguments(type);
  const parts = new URLSearchParams();
  for (const [name, value] of args) {
    if (name === '_count' || name === '_offset') continue;
    const code = name === '_cursor' ? cursorName : name === '_sort' ? '_sort' : known.get(name);
    if (code === undefined)
      throw wrongQuery({
        vi: `${type} không tìm được theo ${name}.`,
        en: `${type} is not searched by ${name}.`,
      });
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) parts.append(code, String(one));
  }
  parts.set('_count', String(count));
  if (total) parts.set('_total', 'accurate');
  return parts.toString();
}
