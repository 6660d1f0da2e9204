import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import { allResourceTypes, isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { fieldsOf, referringTypes, searchArguments, type ShapeField } from './shape-fields.ts';

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/**
 * The schema as introspection shows it, made from the definitions of R4. Queries are answered without it; whoever asks for it waits a
 * second once, in a thread of its own.
 */
export function makeSchema(): GraphQLSchema {
  const made = new Map<string, GraphQLObjectType>();
  const anyResource: GraphQLUnionType = new GraphQLUnionType({
    name: 'AnyResource',
    types: () => allResourceTypes.map(typeOf),
  });

  function typeOf(shape: string): GraphQLObjectType {
    const known = made.get(shape);
    if (known !== undefined) return known;
    const type: GraphQLObjectType = new GraphQLObjectType({
      name: nameOf(shape),
      fields: () => fieldsOfType(shape),
    });
    made.set(shape, type);
    return type;
  }

  function fieldsOfType(shape: string): Fields {
    const fields: Fields = {};
    for (const field of fieldsOf(shape).values()) fields[field.name] = config(field);
    if (shape === 'Reference') {
      fields['resource'] = {
        type: anyResource,
        args: { optional: { type: GraphQLBoolean }, type: { type: GraphQLString } },
      };
    }
    if (isResourceType(shape)) {
      for (const type of referringTypes(shape)) {
        const args = {
          _reference: { type: new GraphQLNonNull(GraphQLString) },
          _count: { type: GraphQLInt },
        };
        fields[`${type}List`] = { type: new GraphQLList(typeOf(type)), args };
      }
    }
    return fields;
  }

  function config(field: ShapeField): GraphQLFieldConfig<unknown, unknown> {
    const type: GraphQLOutputType =
      field.kind === 'primitive'
        ? scalarOf(field.code)
        : field.kind === 'resource'
          ? anyResource
          : typeOf(field.shape!);
    if (!field.list) return { type };
    const own =
      field.shape === undefined
        ? []
        : [...fieldsOf(field.shape).values()].filter(({ kind }) => kind === 'primitive');
    const args = Object.fromEntries(
      [...own.map(({ name }) => name), 'fhirpath'].map((name) => [name, { type: GraphQLString }]),
    );
    return {
      type: new GraphQLList(type),
      args: { ...args, _count: { type: GraphQLInt }, _offset: { type: GraphQLInt } },
    };
  }

  const query: Fields = {};
  for (const type of allResourceTypes) {
    const words = { type: new GraphQLList(GraphQLString) };
    const names = [...searchArguments(type).keys(), '_sort', '_cursor'].filter((name) =>
      /^[_A-Za-z]\w*$/.test(name),
    );
    const args = { ...Object.fromEntries(names.map((name) => [name, words])), _count: { type: GraphQLInt } };
    const edge = new GraphQLObjectType({
      name: `${type}Edge`,
      fields: {
        mode: { type: GraphQLString },
        score: { type: GraphQLFloat },
        resource: { type: typeOf(type) },
      },
    });
    const page = new GraphQLObjectType({
      name: `${type}Connection`,
      fields: {
        ...Object.fromEntries(['count', 'offset', 'pagesize'].map((name) => [name, { type: GraphQLInt }])),
        ...Object.fromEntries(
          ['first', 'previous', 'next', 'last'].map((name) => [name, { type: GraphQLID }]),
        ),
        edges: { type: new GraphQLList(edge) },
      },
    });
    query[type] = { type: typeOf(type), args: { id: { type: new GraphQLNonNull(GraphQLID) } } };
    query[`${type}List`] = { type: new GraphQLList(typeOf(type)), args };
    query[`${type}Connection`] = { type: page, args };
  }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: query }),
    assumeValid: true,
  });
}

const nameOf = (shape: string): string =>
  shape
    .split('.')
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join('');

function scalarOf(code: string): GraphQLOutputType {
  if (code === 'boolean') return GraphQLBoolean;
  if (code === 'decimal') return GraphQLFloat;
  return /^(integer|positiveInt|unsignedInt)$/.test(code) ? GraphQLInt : GraphQLString;
}
