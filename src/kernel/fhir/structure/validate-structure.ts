import type { ErrorIssue } from '../../errors.ts';
import { checkObject, shapeOf } from './compile-shape.ts';
import type { Run } from './run.ts';
import { isResourceType } from './element-facts.ts';
import { Findings } from './issues.ts';

const notResource = {
  vi: 'cần một bản ghi FHIR có resourceType của R4.',
  en: 'a FHIR resource with a resourceType of R4 is needed.',
};
const nested = {
  vi: 'bản ghi bên trong không được chứa bản ghi khác.',
  en: 'a contained resource must not contain another.',
};
const needsId = { vi: 'bản ghi bên trong cần id riêng.', en: 'a contained resource needs an id of its own.' };
const sameId = { vi: 'hai bản ghi bên trong trùng id.', en: 'two contained resources have the same id.' };
const unpointed = {
  vi: 'mỗi bản ghi bên trong phải được trỏ tới bằng #id.',
  en: 'each contained resource must be pointed to by #id.',
};
const serverOnly = {
  vi: 'bản ghi bên trong không có phiên bản, giờ cập nhật hay nhãn bảo mật.',
  en: 'a contained resource has no version, update time or security label.',
};
const noTarget = {
  vi: 'không có bản ghi bên trong nào mang id này.',
  en: 'no contained resource has this id.',
};

/**
 * Checks that a resource has the structure of R4: only known elements, their types, cardinality, primitive formats, choices,
 * required bindings whose codes are known, contained resources, reference targets; nothing empty. Compiled per type at its
 * first use, a few microseconds each after that; safe for hostile input (depth, length, '__proto__'). Paths are FHIRPath.
 * An empty list means right. At most 50 findings.
 */
export function validateStructure(resource: unknown): ErrorIssue[] {
  const run: Run = {
    findings: new Findings(),
    depth: 0,
    local: { ids: new Set(), references: [] },
    resource: checkInner,
  };
  const type = typeOf(resource);
  if (type === undefined) {
    run.findings.path.push('resourceType');
    run.findings.add('structure', notResource);
    return run.findings.issues;
  }
  run.findings.path.push(type);
  checkResource(resource as Record<string, unknown>, type, run);
  return run.findings.issues;
}

function typeOf(resource: unknown): string | undefined {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return undefined;
  if (!Object.hasOwn(resource, 'resourceType')) return undefined;
  const { resourceType } = resource as { resourceType?: unknown };
  return isResourceType(resourceType) ? resourceType : undefined;
}

/** Checks a resource with its contained ones; '#id' references are resolved within it. */
function checkResource(resource: Record<string, unknown>, type: string, run: Run): void {
  checkObject(resource, shapeOf(type), run, true);
  const { ids, references } = run.local;
  if (ids.size > 0) checkUnused(resource, run);
  const missing = references.filter(({ id }) => !ids.has(id));
  if (missing.length === 0) return;
  const { path } = run.findings;
  const here = path.splice(0);
  for (const one of missing) {
    path.push(...one.path);
    run.findings.add('not-found', noTarget, 'reference');
    path.length = 0;
  }
  path.push(...here);
}

/** dom-3: what is contained is pointed to by '#id' (in a Reference, canonical or uri), or points to its container by '#'. */
function checkUnused(resource: Record<string, unknown>, run: Run): void {
  const used = new Set(run.local.references.map(({ id }) => id));
  const unused = [...run.local.ids].filter((id) => !used.has(id));
  if (unused.length === 0) return;
  const text = JSON.stringify(resource);
  if (text.includes('"reference":"#"')) return;
  if (unused.some((id) => !text.includes(`"#${id}"`))) run.findings.add('invariant', unpointed, 'contained');
}

/** A resource inside another: contained, or a whole one of its own in a Bundle or Parameters. */
function checkInner(value: unknown, run: Run, contained: boolean): void {
  const type = typeOf(value);
  if (type === undefined) {
    run.findings.add('structure', notResource);
    return;
  }
  const resource = value as Record<string, unknown>;
  if (!contained) {
    const outer = run.local;
    run.local = { ids: new Set(), references: [] };
    checkResource(resource, type, run);
    run.local = outer;
    return;
  }
  if (Object.hasOwn(resource, 'contained')) run.findings.add('invariant', nested, 'contained');
  const meta = resource['meta'];
  if (
    typeof meta === 'object' &&
    meta !== null &&
    ['versionId', 'lastUpdated', 'security'].some((key) => key in meta)
  ) {
    run.findings.add('invariant', serverOnly, 'meta');
  }
  const { id } = resource;
  if (typeof id !== 'string') run.findings.add('required', needsId, 'id');
  else if (run.local.ids.has(id)) run.findings.add('invariant', sameId, 'id');
  else run.local.ids.add(id);
  checkObject(resource, shapeOf(type), run, true);
}
