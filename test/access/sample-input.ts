import type { Schema } from '#kernel/schema.ts';
import * as z from 'zod/mini';

interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** Names of fields that mean a person or something of hers. */
const ofHers = /^(?:id|patientId|personId|motherId|otherId|withPersonId|encounterId|visitId)$/u;

const shapeOf = (input: Schema<unknown>): Shape =>
  z.toJSONSchema(input as unknown as z.core.$ZodType, { io: 'input', unrepresentable: 'any' }) as Shape;

/** Whether a route takes a field that means a person. */
export function asksForHer(input: Schema<unknown>): boolean {
  return Object.keys(shapeOf(input).properties ?? {}).some((name) => name !== 'id' && ofHers.test(name));
}

/** Something that a route takes, about this id wherever it asks for somebody's. */
export function sampleInput(input: Schema<unknown>, id: string): Record<string, unknown> {
  return sample(shapeOf(input), '', id) as Record<string, unknown>;
}

function sample(shape: Shape, name: string, id: string): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  if (shape.anyOf?.[0] !== undefined) return sample(shape.anyOf[0], name, id);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => shape.required?.includes(key) === true || ofHers.test(key))
          .map(([key, inner]) => [key, sample(inner, key, id)]),
      );
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => sample(shape.items ?? {}, name, id));
    case 'integer':
    case 'number':
      return Math.max(1, shape.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return text(shape, name, id);
  }
}

function text({ format, pattern = '', minLength = 1 }: Shape, name: string, id: string): string {
  if (ofHers.test(name)) return id;
  const candidates = [
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    crypto.randomUUID(),
    '001085098765',
    '2026-01',
    'a',
  ];
  if (format === 'date-time') return candidates[1]!;
  if (format === 'uuid') return candidates[2]!;
  const fits = candidates.find((one) => pattern !== '' && new RegExp(pattern, 'u').test(one));
  return fits ?? 'a'.repeat(Math.max(minLength, 5));
}
