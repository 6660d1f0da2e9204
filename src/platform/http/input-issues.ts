import { z } from 'zod';
import type { ErrorIssue } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';

type ZodIssue = z.core.$ZodIssue;

/**
 * What a schema found wrong with an input, as sentences that name the field and never repeat the value.
 * @param input what was parsed; tells a missing field from a wrong one whatever words the schema uses
 */
export function inputIssues(error: z.core.$ZodError, input?: unknown): ErrorIssue[] {
  return error.issues.slice(0, 100).map((issue) => ({
    path: issue.path.map(String).join('.'),
    issue: isMissing(issue, input) ? 'required' : 'value',
    severity: 'error',
    text: sentenceOf(issue, input),
  }));
}

function isMissing(issue: ZodIssue, input: unknown): boolean {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return false;
  if (input === undefined) return issue.message.endsWith('received undefined');
  let value: unknown = input;
  for (const step of issue.path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return value === undefined;
}

function sentenceOf(issue: ZodIssue, input: unknown): Bilingual {
  if (isMissing(issue, input)) return { vi: 'Thiếu thông tin này.', en: 'This is missing.' };
  switch (issue.code) {
    case 'invalid_type':
      return { vi: `Phải là kiểu ${issue.expected}.`, en: `Must be of type ${issue.expected}.` };
    case 'too_big':
      return { vi: `Nhiều nhất là ${issue.maximum}.`, en: `At most ${issue.maximum}.` };
    case 'too_small':
      return { vi: `Ít nhất là ${issue.minimum}.`, en: `At least ${issue.minimum}.` };
    case 'not_multiple_of':
      return { vi: `Phải là bội số của ${issue.divisor}.`, en: `Must be a multiple of ${issue.divisor}.` };
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { vi: `Phải là một trong: ${values}.`, en: `Must be one of: ${values}.` };
    }
    case 'unrecognized_keys':
      return { vi: `Không nhận: ${issue.keys.join(', ')}.`, en: `Not taken here: ${issue.keys.join(', ')}.` };
    case 'invalid_format':
      return { vi: `Chưa đúng dạng ${issue.format}.`, en: `Not in the form of ${issue.format}.` };
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return { vi: 'Giá trị này chưa đúng.', en: 'This value is not right.' };
  }
}
