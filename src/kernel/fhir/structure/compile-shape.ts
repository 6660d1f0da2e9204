import type { Findings } from './issues.ts';
import { checkNarrative } from './narrative.ts';
import { primitiveChecks } from './primitives.ts';
import { conceptBinding, codeBinding } from './bindings.ts';
import { checkReference } from './check-reference.ts';
import type { Run } from './run.ts';
import { elementsOf, isPrimitive, jsonName } from './element-facts.ts';
import type { ElementFacts, TypeFacts } from './element-facts.ts';

/** Checks one value at the present path. */
export type ValueCheck = (value: unknown, run: Run) => void;

interface Member {
  /** JSON name without the '_' of a companion: what the path says. */
  readonly name: string;
  readonly check: ValueCheck;
  /** Greatest length where it is a list, 0 where it is a single value. */
  readonly most: number;
  /** Bit of a required element; 0 where it may be absent. */
  readonly bit: number;
  /** Number of the choice it belongs to, -1 for none. */
  readonly choice: number;
  /** For a primitive: the JSON name of the other half ('_given' of 'given' and the reverse). */
  readonly partner: string | undefined;
}

/** A compiled type or part of one. */
export interface Shape {
  readonly members: ReadonlyMap<string, Member>;
  readonly required: number;
  readonly requiredNames: readonly string[];
}

/** Deepest nesting of objects that is read. */
const deepest = 64;
const compiled = new Map<string, Shape>();

const needObject = { vi: 'cần một đối tượng { … }.', en: 'an object { … } is needed.' };
const needList = {
  vi: 'cần một danh sách [ … ], kể cả khi chỉ có một.',
  en: 'a list [ … ] is needed, even for one.',
};
const needSingle = { vi: 'chỉ nhận một giá trị, không phải danh sách.', en: 'takes one value, not a list.' };
const needContent = {
  vi: 'không được để trống; hãy bỏ phần tử nếu không có giá trị.',
  en: 'must not be empty; leave the element out where there is no value.',
};
const noNull = { vi: 'không được là null.', en: 'must not be null.' };
const tooDeep = {
  vi: 'lồng nhau quá sâu (nhiều nhất 64 tầng).',
  en: 'is nested too deeply (64 levels at most).',
};
const unknown = {
  vi: 'R4 không có phần tử này ở đây; hãy bỏ đi hoặc sửa tên.',
  en: 'R4 has no such element here; remove it or correct its name.',
};
const missing = { vi: 'thiếu phần tử bắt buộc này.', en: 'this required element is missing.' };
const twoTypes = {
  vi: 'phần tử lựa chọn này chỉ được dùng một kiểu.',
  en: 'this choice may be used with one type only.',
};
const noPair = {
  vi: 'null trong danh sách cần phần mở rộng ở cùng vị trí.',
  en: 'a null in the list needs an extension at the same place.',
};
const noComparator = {
  vi: 'lượng ở đây là con số rõ ràng, không dùng <, <=, >=, >. (sqty-1)',
  en: 'an amount here is plain, without <, <=, >=, >. (sqty-1)',
};
const unequal = {
  vi: 'hai danh sách (có và không có dấu _) phải dài bằng nhau.',
  en: 'the two lists (with and without _) must be of one length.',
};

/** The compiled checks of a shape, made at its first use. */
export function shapeOf(name: string): Shape {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const members = new Map<string, Member>();
  const requiredNames: string[] = [];
  let choices = 0;
  for (const element of elementsOf(name).values()) {
    const bit = element.min > 0 ? 1 << requiredNames.length : 0;
    if (bit !== 0) requiredNames.push(element.name);
    const choice = element.choice ? choices++ : -1;
    for (const type of element.types) addMembers(members, element, type, bit, choice);
  }
  const shape = { members, required: (1 << requiredNames.length) - 1, requiredNames };
  compiled.set(name, shape);
  return shape;
}

function addMembers(
  members: Map<string, Member>,
  element: ElementFacts,
  type: TypeFacts,
  bit: number,
  choice: number,
): void {
  const name = jsonName(element, type.code);
  const most = element.max > 1 ? element.max : 0;
  const primitive = isPrimitive(type.code) && type.code !== 'xhtml';
  const partner = primitive ? `_${name}` : undefined;
  members.set(name, { name, check: checkOf(element, type), most, bit, choice, partner });
  if (partner !== undefined) {
    members.set(partner, { name, check: objectCheck('Element'), most, bit, choice, partner: name });
  }
}

/** Checks an object of a named shape; the shape is compiled at the first value. */
export function objectCheck(name: string): ValueCheck {
  let shape: Shape | undefined;
  return (value, run) => {
    shape ??= shapeOf(name);
    checkObject(value, shape, run);
  };
}

function checkOf(element: ElementFacts, type: TypeFacts): ValueCheck {
  if (type.code === 'xhtml') return reporting(checkNarrative);
  if (isPrimitive(type.code)) {
    const format = primitiveChecks[type.code]!;
    const binding = element.valueSet === undefined ? undefined : codeBinding(element.valueSet);
    if (binding === undefined) return reporting(format);
    return (value, run) => {
      const wrong = format(value);
      if (wrong !== undefined) run.findings.add('value', wrong);
      else binding(value as string, run.findings);
    };
  }
  if (type.shape === undefined) return (value, run) => run.resource(value, run, element.name === 'contained');
  const inner = objectCheck(type.shape);
  if (type.code === 'Reference') {
    return (value, run) => {
      inner(value, run);
      checkReference(value, type.targets, run);
    };
  }
  if (type.code === 'Extension') {
    return (value, run) => {
      inner(value, run);
      checkExtension(value, run);
    };
  }
  if (type.simple === true) {
    return (value, run) => {
      inner(value, run);
      if (typeof value === 'object' && value !== null && 'comparator' in value)
        run.findings.add('invariant', noComparator, 'comparator');
    };
  }
  const binding = element.valueSet === undefined ? undefined : conceptBinding(element.valueSet, type.code);
  if (binding === undefined) return inner;
  return (value, run) => {
    inner(value, run);
    binding(value, run.findings);
  };
}

function reporting(format: (value: unknown) => { vi: string; en: string } | undefined): ValueCheck {
  return (value, run) => {
    const wrong = format(value);
    if (wrong !== undefined) run.findings.add('value', wrong);
  };
}

/** ext-1: a value or further extensions, not both and not neither. */
function checkExtension(value: unknown, run: Run): void {
  if (typeof value !== 'object' || value === null) return;
  const nested = Object.hasOwn(value, 'extension');
  let valued = false;
  for (const key in value) valued ||= key.startsWith('value') || key.startsWith('_value');
  if (nested === valued) {
    run.findings.add('invariant', {
      vi: 'phần mở rộng cần hoặc một value[x] hoặc các phần mở rộng con.',
      en: 'an extension needs either a value[x] or further extensions.',
    });
  }
}

/** Checks every member of an object, then what is missing. */
export function checkObject(value: unknown, shape: Shape, run: Run, resource = false): void {
  const { findings } = run;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.add('structure', value === null ? noNull : Array.isArray(value) ? needSingle : needObject);
    return;
  }
  if (run.depth >= deepest) {
    findings.add('structure', tooDeep);
    return;
  }
  run.depth++;
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  let seen = 0;
  let chosen: (string | undefined)[] | undefined;
  for (let at = 0; at < keys.length && !findings.full; at++) {
    const key = keys[at]!;
    const member = shape.members.get(key);
    if (member === undefined) {
      if (!(resource && key === 'resourceType')) findings.add('structure', unknown, key);
      continue;
    }
    seen |= member.bit;
    if (member.choice >= 0) {
      chosen ??= [];
      const before = chosen[member.choice];
      if (before !== undefined && before !== member.name) findings.add('structure', twoTypes, member.name);
      chosen[member.choice] = member.name;
    }
    findings.path.push(member.name);
    if (member.most > 0) checkList(object, key, member, run);
    else member.check(object[key], run);
    findings.path.pop();
  }
  if (keys.length === 0) findings.add('structure', needContent);
  else if (seen !== shape.required) reportMissing(shape, seen, findings);
  run.depth--;
}

function reportMissing(shape: Shape, seen: number, findings: Findings): void {
  shape.requiredNames.forEach((name, at) => {
    if ((seen & (1 << at)) === 0) findings.add('required', missing, name);
  });
}

function checkList(object: Record<string, unknown>, key: string, member: Member, run: Run): void {
  const { findings } = run;
  const list = object[key];
  if (!Array.isArray(list)) {
    findings.add('structure', needList);
    return;
  }
  if (list.length === 0) findings.add('structure', needContent);
  if (list.length > member.most) {
    findings.add('structure', {
      vi: `nhiều nhất ${member.most} giá trị.`,
      en: `${member.most} values at most.`,
    });
  }
  const partner = member.partner === undefined ? undefined : object[member.partner];
  if (Array.isArray(partner) && partner.length !== list.length && key.startsWith('_'))
    findings.add('structure', unequal);
  const { path } = findings;
  const place = path.length;
  path.push(0);
  for (let at = 0; at < list.length && !findings.full; at++) {
    path[place] = at;
    const item: unknown = list[at];
    if (item !== null) member.check(item, run);
    else if (member.partner === undefined) findings.add('structure', noNull);
    else if (!Array.isArray(partner) || (partner[at] ?? null) === null) findings.add('structure', noPair);
  }
  path.pop();
}
