import type { Permission } from '#kernel/contract.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Role } from '../module/define-module.ts';

/** The platform's own permissions, beside those that modules declare. */
export const platformPermissions = {
  'record.read': {
    vi: 'Xem hồ sơ sức khoẻ trong phạm vi của mình',
    en: 'See health records within one’s reach',
  },
  'record.write': {
    vi: 'Ghi vào hồ sơ sức khoẻ trong phạm vi của mình',
    en: 'Write health records within one’s reach',
  },
  'people.search': { vi: 'Tìm người bệnh', en: 'Search for people' },
  'record.expunge': {
    vi: 'Yêu cầu và duyệt xoá vĩnh viễn theo luật',
    en: 'Ask for and approve erasure by law',
  },
  'account.own': {
    vi: 'Xem và đổi cách đăng nhập của chính mình',
    en: 'See and change how one signs in oneself',
  },
  'audit.own': { vi: 'Xem ai đã xem hồ sơ của mình', en: 'See who has seen one’s own record' },
  'audit.facility': {
    vi: 'Xem ai đã xem hồ sơ nào nhân danh cơ sở của mình',
    en: 'See who has seen which record in the name of one’s facility',
  },
  'audit.trace': {
    vi: 'Tìm người có thể đã làm lộ dữ liệu trong cả hệ thống',
    en: 'Look for who could have leaked data, everywhere',
  },
  'computers.keep': {
    vi: 'Đăng ký và gỡ máy dùng chung của cơ sở mình',
    en: 'Register and take out the shared computers of one’s facility',
  },
  'access.open': {
    vi: 'Mở hồ sơ khi khẩn cấp hoặc có lý do chuyên môn',
    en: 'Open a record in an emergency or for a professional reason',
  },
  'access.review': {
    vi: 'Duyệt lại việc mở hồ sơ ở cơ sở của mình',
    en: 'Review who opened records at one’s facility',
  },
  'access.own': {
    vi: 'Mở, đóng hồ sơ của mình và xem ai đã mở',
    en: 'Open and close one’s own record and see who opened it',
  },
  'identity.manage': {
    vi: 'Quản lý tài khoản và hệ thống kết nối',
    en: 'Manage accounts and connected systems',
  },
} as const satisfies Record<Permission, Bilingual>;

/** The roles that the platform knows; a module that names one of these ids adds its own grants to it. */
export const platformRoles: readonly Role[] = [
  {
    id: 'citizen',
    title: { vi: 'Người dân', en: 'Citizen' },
    grants: ['record.read', 'record.write', 'access.own'],
  },
  {
    id: 'station-doctor',
    title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' },
    grants: ['record.read', 'record.write', 'people.search', 'access.open'],
  },
  {
    id: 'station-worker',
    title: { vi: 'Nhân viên trạm y tế', en: 'Station worker' },
    grants: ['record.read', 'record.write', 'people.search', 'access.open'],
  },
  {
    id: 'hospital-doctor',
    title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' },
    grants: ['record.read', 'record.write', 'people.search', 'access.open'],
  },
  {
    id: 'nurse',
    title: { vi: 'Điều dưỡng', en: 'Nurse' },
    grants: ['record.read', 'record.write', 'people.search', 'access.open'],
  },
  {
    id: 'pharmacist',
    title: { vi: 'Dược sĩ', en: 'Pharmacist' },
    grants: ['record.read', 'record.write', 'people.search', 'access.open'],
  },
  {
    id: 'receptionist',
    title: { vi: 'Nhân viên tiếp đón', en: 'Receptionist' },
    grants: ['record.read', 'record.write', 'people.search'],
  },
  {
    id: 'public-health-officer',
    title: { vi: 'Cán bộ y tế dự phòng', en: 'Public health officer' },
    grants: ['record.read'],
  },
  { id: 'health-department', title: { vi: 'Sở Y tế', en: 'Department of Health' }, grants: [] },
  {
    id: 'supervisor',
    title: { vi: 'Người giám sát cơ sở', en: 'Facility supervisor' },
    grants: ['access.review', 'computers.keep'],
  },
  {
    id: 'administrator',
    title: { vi: 'Người quản trị', en: 'Administrator' },
    grants: ['identity.manage', 'record.expunge'],
  },
  {
    id: 'integration',
    title: { vi: 'Hệ thống kết nối', en: 'Connected system' },
    grants: ['record.read', 'record.write'],
  },
];

/** Roles that see other people's records, and so need a facility in whose name they do. */
const clinicalRoles: ReadonlySet<string> = new Set([
  'station-doctor',
  'station-worker',
  'hospital-doctor',
  'nurse',
  'pharmacist',
  'receptionist',
  'public-health-officer',
  'supervisor',
]);

/** The platform's roles and the modules', one entry an id with all that anybody grants it; the first title stands. */
export function gatherRoles(moduleRoles: readonly Role[]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const role of [...platformRoles, ...moduleRoles]) {
    const known = roles.get(role.id);
    roles.set(role.id, known ? { ...known, grants: [...new Set([...known.grants, ...role.grants])] } : role);
  }
  return roles;
}

/** Everything that the named roles grant; a role nobody declares grants nothing. */
export function permissionsOf(
  roles: ReadonlyMap<string, Role>,
  roleIds: readonly string[],
): ReadonlySet<Permission> {
  return new Set(roleIds.flatMap((id) => roles.get(id)?.grants ?? []));
}

/** Why these roles may not be held by one account; undefined where they may. */
export type RoleFault =
  'unknown-role' | 'facility-missing' | 'facility-needless' | 'administrator-alone' | 'system-only';

/**
 * Checks the roles of one account before they are granted. An administrator holds no other role: whoever grants rights must not be
 * able to grant herself a person's record.
 * @source Law 116/2025/QH15 (Cybersecurity) and TCVN 14423:2026: separation of administration from use
 */
export function findRoleFault(
  grants: readonly { readonly role: string; readonly facilityId?: string | undefined }[],
  roles: ReadonlyMap<string, Role>,
): RoleFault | undefined {
  for (const { role, facilityId } of grants) {
    if (!roles.has(role)) return 'unknown-role';
    if (role === 'integration') return 'system-only';
    if (clinicalRoles.has(role) && facilityId === undefined) return 'facility-missing';
    if ((role === 'citizen' || role === 'administrator') && facilityId !== undefined)
      return 'facility-needless';
  }
  const ids = new Set(grants.map(({ role }) => role));
  return ids.has('administrator') && ids.size > 1 ? 'administrator-alone' : undefined;
}
