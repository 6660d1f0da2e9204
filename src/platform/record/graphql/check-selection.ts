import { Kind, type SelectionSetNode } from 'graphql';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { unknownField } from './answering.ts';
import type { GraphQuery } from './read-document.ts';
import { fieldsOf, searchField } from './shape-fields.ts';

/**
 * Refuses fields that a type does not have before anything is read, wherever the type is known; below a reference it is not, there a
 * wrong field is told when the resource is. Error: graphql.invalid.
 * @param root 'Query', or the resource type that the query is asked of
 */
export function checkSelection(query: GraphQuery, root: string): void {
  check(query, query.operation.selectionSet, root);
}

function check(query: GraphQuery, selection: SelectionSetNode, shape: string): void {
  for (const one of selection.selections) {
    if (one.kind === Kind.FRAGMENT_SPREAD || one.kind === Kind.INLINE_FRAGMENT) {
      const fragment = one.kind === Kind.FRAGMENT_SPREAD ? query.fragments.get(one.name.value)! : one;
      const on = fragment.typeCondition?.name.value ?? shape;
      // On another type than that around it, a fragment is not answered.
      if (on === shape || on === shape.replaceAll('.', '')) check(query, fragment.selectionSet, shape);
      continue;
    }
    const name = one.name.value;
    if (name === '__typename') continue;
    const search = shape === 'Query' || isResourceType(shape) ? searchField(name) : undefined;
    if (search !== undefined) {
      if (!search.paged && one.selectionSet !== undefined) check(query, one.selectionSet, search.type);
      continue;
    }
    if (shape === 'Query') {
      if (!isResourceType(name)) throw unknownField(shape, name);
      if (one.selectionSet !== undefined) check(query, one.selectionSet, name);
      continue;
    }
    if (shape === 'Reference' && name === 'resource') continue;
    const field = fieldsOf(shape).get(name);
    if (field === undefined) throw unknownField(shape, name);
    if (field.shape !== undefined && one.selectionSet !== undefined)
      check(query, one.selectionSet, field.shape);
  }
}
