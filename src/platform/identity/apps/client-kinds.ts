import type { Bilingual } from '#kernel/schema.ts';
import { isOpenType } from '../../access/resource-kinds.ts';
import { parseSmartScope, splitScopes } from '../../access/smart-scope.ts';
import type { SmartScope } from '../../access/smart-scope.ts';

/**
 * - system: acts in its own name (Backend Services)
 * - app: acts for a person who signs in and agrees
 * - device: a board on a wall, connected by a code; whoever stands before it sees it, so it shows nothing about people
 */
export type ClientKind = 'system' | 'app' | 'device';

/** Scopes beside the resource ones that an app for people may hold. */
export const appScopes: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'fhirUser',
  'launch',
  'launch/patient',
  'launch/encounter',
  'online_access',
  'offline_access',
]);

/** A device stays connected, and that is all: who connected it is nobody's business in the corridor. */
const deviceScopes: ReadonlySet<string> = new Set(['openid', 'offline_access']);

/**
 * Why a client of this kind may not hold these scopes; undefined where it may. A system holds system scopes only; an app either
 * patient or user scopes, which mean different persons; a device reads the directory and lists of codes.
 */
export function findScopeFault(kind: ClientKind, scope: string): Bilingual | undefined {
  const beside = kind === 'app' ? appScopes : kind === 'device' ? deviceScopes : new Set<string>();
  const resource = splitScopes(scope).filter((text) => !beside.has(text));
  const parsed = resource.map((text) => parseSmartScope(text));
  if (parsed.some((one, at) => one === undefined && resource[at]?.includes('?'))) return texts.filter;
  if (parsed.includes(undefined) || (kind === 'system' && resource.length === 0)) return texts.scope;
  const known = parsed.flatMap((one) => one ?? []);
  const contexts = new Set(known.map(({ context }) => context));
  if (contexts.size > 1 || (contexts.size === 1 && contexts.has('system') !== (kind === 'system')))
    return texts.context;
  return kind === 'device' && !known.every(isForAll) ? texts.device : undefined;
}

function isForAll({ context, resourceType, letters }: SmartScope): boolean {
  return (
    context === 'user' && isOpenType(resourceType) && [...letters].every((one) => one === 'r' || one === 's')
  );
}

const texts = {
  scope: {
    vi: 'Phạm vi (scope) chưa đúng. Ví dụ đúng: "system/*.cruds", "system/Observation.rs", "system/Patient.read".',
    en: 'The scope is not right. Right are for example "system/*.cruds", "system/Observation.rs", "system/Patient.read".',
  },
  filter: {
    vi: 'Điều kiện lọc sau dấu "?" chưa dùng được. Chỉ nhận tham số mã của loại dữ liệu đó, ví dụ "patient/Observation.rs?category=laboratory"; không có bổ từ, không dùng với "*".',
    en: 'The filter after "?" cannot be used. Only parameters of that type whose values are codes are taken, for example "patient/Observation.rs?category=laboratory"; no modifiers, not with "*".',
  },
  context: {
    vi: 'Hệ thống chỉ dùng phạm vi "system/..."; ứng dụng cho người dùng chỉ dùng một loại: "patient/..." hoặc "user/...".',
    en: 'A system holds "system/..." scopes only; an app for people holds one kind only: "patient/..." or "user/...".',
  },
  device: {
    vi: 'Bảng thông báo đặt nơi công cộng chỉ đọc được danh mục (ví dụ "user/Location.rs"), không có dữ liệu của người bệnh.',
    en: 'A board in a public place reads directories only (for example "user/Location.rs"), nothing about people.',
  },
} as const satisfies Record<string, Bilingual>;
