import { elementsOf } from '../structure/element-facts.ts';
import { searchParametersOf } from '../search/search-parameters.ts';
import { withConstants } from './constants.ts';
import type { ViewDefinition } from './view-definition.ts';

/**
 * The conditions of a view that a search parameter answers, as a search query: what it finds holds all that the view can show, and
 * usually little more. `where` is asked again of each resource, so a condition left out here costs time, never truth.
 */
export function whereAsSearch(view: ViewDefinition): string {
  const conditions = (view.where ?? []).flatMap(({ path }, at) => {
    const text = withConstants(path, view.constants, `where[${at}].path`).trim();
    return splitAnds(text).flatMap((part) => oneAsSearch(part.trim(), view.resource) ?? []);
  });
  return conditions.join('&');
}

const equals = /^(\w+) ?= ?(?:'([\w.-]+)'|(true|false))$/;
const hasCode =
  /^([\w.]+)\.coding\.(?:where|exists)\( ?(?:system ?= ?'([\w.:/-]+)' and )?code ?= ?'([\w.-]+)' ?\)(?:\.exists\(\))?$/;

function oneAsSearch(part: string, resource: string): string | undefined {
  const plain = equals.exec(part);
  if (plain !== null) {
    const [, name = '', text, truth] = plain;
    const [type] = elementsOf(resource).get(name)?.types ?? [];
    if (type?.code !== 'code' && type?.code !== 'boolean') return undefined;
    const code = parameterOf(resource, name);
    return code === undefined ? undefined : `${code}=${text ?? truth}`;
  }
  const coded = hasCode.exec(part);
  // where(…) without exists() is no boolean; the view itself will say so.
  if (coded === null || (part.includes('.where(') && !part.endsWith('.exists()'))) return undefined;
  const [, path = '', system, code = ''] = coded;
  const parameter = parameterOf(resource, path);
  if (parameter === undefined) return undefined;
  return `${parameter}=${system === undefined ? '' : `${encodeURIComponent(system)}%7C`}${code}`;
}

function parameterOf(resource: string, path: string): string | undefined {
  const wanted = `${resource}.${path}`;
  return searchParametersOf(resource).find(
    ({ type, expression }) => type === 'token' && expression === wanted,
  )?.code;
}

/** The parts between ` and ` that stand in no brackets. */
function splitAnds(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (depth === 0 && letter === ' ' && text.startsWith(' and ', at)) {
      parts.push(text.slice(from, at));
      from = at + ' and '.length;
      at = from - 1;
    }
  }
  return [...parts, text.slice(from)];
}
