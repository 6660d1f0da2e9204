import { isExactObject } from '../json/exact.ts';
import type { ExactJson } from '../json/exact.ts';

/** Takes out lists and objects that a removal left empty: FHIR has none. Changes what is given and answers it. */
export function withoutEmpty(json: ExactJson): ExactJson {
  if (Array.isArray(json)) {
    for (const item of json) withoutEmpty(item);
  } else if (isExactObject(json)) {
    for (const key of Object.keys(json)) {
      const value = withoutEmpty(json[key]!);
      if (isEmpty(value)) delete json[key];
    }
  }
  return json;
}

function isEmpty(json: ExactJson): boolean {
  if (Array.isArray(json)) return json.every((item) => item === null);
  return isExactObject(json) && Object.keys(json).length === 0;
}
