import type { Group, RelatedPerson } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { ownPatientSystem } from '#platform/record/write/guardian-ties.ts';
import type { HouseholdRole } from '../domain/person-contract.ts';
import { atDesk } from './at-desk.ts';
import { asSen } from './register.ts';

/** Marks a Group as the people of one home. */
export const householdCode = { system: 'urn:sen:group-kind', code: 'household' } as const;
/** How a member of a home stands to its head. */
const roleExtension = 'urn:sen:household-role';

type StoredGroup = Group & { readonly id: string };

/** The home that somebody lives in now; read as Sen, since it says of others only that they are there. */
export async function householdOf(ctx: Context, personId: string): Promise<StoredGroup | undefined> {
  const query = new URLSearchParams({
    member: `Patient/${personId}`,
    code: `${householdCode.system}|${householdCode.code}`,
  });
  const page = await asSen(ctx).record.search('Group', query.toString());
  const groups = page.matches.map(({ text }) => JSON.parse(text) as StoredGroup);
  return groups.find((group) => membersOf(group).includes(personId));
}

/** Ids of those who live in a home now. */
export function membersOf({ member }: Group): string[] {
  return (member ?? [])
    .filter(({ inactive }) => inactive !== true)
    .flatMap(({ entity }) => entity.reference?.replace('Patient/', '') ?? []);
}

/** Ids of those who live with somebody. */
export async function homeMates(ctx: Context, personId: string): Promise<string[]> {
  const home = await householdOf(ctx, personId);
  return home === undefined ? [] : membersOf(home).filter((id) => id !== personId);
}

/** Somebody of a home, now or once. */
export interface Member {
  readonly personId: string;
  readonly role?: HouseholdRole;
  readonly start?: string;
  readonly end?: string;
  readonly isHere: boolean;
}

/** Everybody who lives or lived in a home, with her days and how she stands to its head. */
export function lineOfMembers({ member }: Group): Member[] {
  return (member ?? []).flatMap((one) => {
    const personId = one.entity.reference?.replace('Patient/', '');
    if (personId === undefined) return [];
    const role = roleOf(one);
    const { start, end } = one.period ?? {};
    return [
      {
        personId,
        ...(role !== undefined && { role }),
        ...(start !== undefined && { start }),
        ...(end !== undefined && { end }),
        isHere: one.inactive !== true,
      },
    ];
  });
}

type GroupMember = NonNullable<Group['member']>[number];

function roleOf({ extension }: GroupMember): HouseholdRole | undefined {
  return extension?.find(({ url }) => url === roleExtension)?.valueCode as HouseholdRole | undefined;
}

function withRole(member: GroupMember, role: HouseholdRole | undefined): GroupMember {
  const others = (member.extension ?? []).filter(({ url }) => url !== roleExtension);
  if (role === undefined) return member;
  return { ...member, extension: [...others, { url: roleExtension, valueCode: role }] };
}

/** Puts somebody into the home of another; who lived elsewhere leaves that home the same day. Returns the id of the Group. */
export async function joinHome(
  ctx: Context,
  personId: string,
  withId: string,
  day: string,
  role?: HouseholdRole,
): Promise<string> {
  const desk = atDesk(ctx).record;
  const home = await householdOf(ctx, withId);
  if (home !== undefined && membersOf(home).includes(personId)) {
    if (role !== undefined) await giveRole(ctx, personId, role);
    return home.id;
  }
  await leaveHome(ctx, personId, day);
  const member = (id: string): GroupMember => ({
    entity: { reference: `Patient/${id}` },
    period: { start: day },
  });
  const newcomer = withRole(member(personId), role);
  if (home !== undefined) {
    await desk.update({ ...home, member: [...withoutHead(home, role), newcomer] });
    return home.id;
  }
  // Who was there before is the head, unless the newcomer is.
  const first = withRole(member(withId), role === 'head' ? undefined : 'head');
  const made = await desk.create({
    resourceType: 'Group',
    active: true,
    type: 'person',
    actual: true,
    code: { coding: [householdCode] },
    member: [first, newcomer],
  });
  return made.id;
}

/** A home has one head: where another becomes it, the former one is a member like others. */
function withoutHead({ member }: Group, role: HouseholdRole | undefined): GroupMember[] {
  return (member ?? []).map((one) =>
    role === 'head' && one.inactive !== true && roleOf(one) === 'head' ? withRole(one, 'other') : one,
  );
}

/** Says how somebody stands to the head of her home. False where she lives in none. */
export async function giveRole(ctx: Context, personId: string, role: HouseholdRole): Promise<boolean> {
  const home = await householdOf(ctx, personId);
  if (home === undefined) return false;
  const member = withoutHead(home, role).map((one) =>
    one.entity.reference === `Patient/${personId}` && one.inactive !== true ? withRole(one, role) : one,
  );
  await atDesk(ctx).record.update({ ...home, member });
  return true;
}

/** Ends somebody's time in her home; nothing happens where she is in none. */
export async function leaveHome(ctx: Context, personId: string, day: string): Promise<void> {
  const home = await householdOf(ctx, personId);
  if (home === undefined) return;
  const member = (home.member ?? []).map((one) =>
    one.entity.reference === `Patient/${personId}` && one.inactive !== true
      ? { ...one, inactive: true, period: { ...one.period, end: latest(one.period?.start, day) } }
      : one,
  );
  await atDesk(ctx).record.update({ ...home, member });
}

/** Ids of the mother of somebody, and of those whose mother she is. */
export async function kinOf(
  ctx: Context,
  personId: string,
): Promise<{ readonly mother?: string; readonly children: readonly string[] }> {
  const { record } = asSen(ctx);
  const own = await record.search('RelatedPerson', `patient=${personId}&_count=50`);
  const mark = encodeURIComponent(`${ownPatientSystem}|${personId}`);
  const others = await record.search('RelatedPerson', `identifier=${mark}&_count=50`);
  const isMother = ({ relationship, active }: RelatedPerson): boolean =>
    active !== false &&
    (relationship ?? []).some(({ coding }) => coding?.some(({ code }) => code === 'MTH' || code === 'NMTH'));
  const read = (page: typeof own): RelatedPerson[] =>
    page.matches.map(({ text }) => JSON.parse(text) as RelatedPerson).filter(isMother);
  const mother = read(own)
    .flatMap(({ identifier }) => identifier ?? [])
    .find(({ system }) => system === ownPatientSystem)?.value;
  return {
    ...(mother !== undefined && { mother }),
    children: read(others).flatMap(({ patient }) => patient.reference?.replace('Patient/', '') ?? []),
  };
}

/** Nobody leaves before she came. */
function latest(start: string | undefined, day: string): string {
  return start !== undefined && start > day ? start : day;
}
