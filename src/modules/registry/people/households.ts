import type { Group, RelatedPerson } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { asSen } from './register.ts';

/** Marks a Group as the people of one home. */
export const householdCode = { system: 'urn:sen:group-kind', code: 'household' } as const;
const roleCodes = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
/** How a RelatedPerson says which Patient she is; see the access policy. */
const ownPatientSystem = 'urn:sen:patient';

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

/** Puts somebody into the home of another; who lived elsewhere leaves that home the same day. Returns the id of the Group. */
export async function joinHome(ctx: Context, personId: string, withId: string, day: string): Promise<string> {
  const sen = asSen(ctx).record;
  const home = await householdOf(ctx, withId);
  if (home !== undefined && membersOf(home).includes(personId)) return home.id;
  await leaveHome(ctx, personId, day);
  const member = (id: string) => ({ entity: { reference: `Patient/${id}` }, period: { start: day } });
  if (home !== undefined) {
    await sen.update({ ...home, member: [...(home.member ?? []), member(personId)] });
    return home.id;
  }
  const made = await sen.create({
    resourceType: 'Group',
    active: true,
    type: 'person',
    actual: true,
    code: { coding: [householdCode] },
    member: [member(withId), member(personId)],
  });
  return made.id;
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
  await asSen(ctx).record.update({ ...home, member });
}

/**
 * Says who a child's mother is. Written by Sen: it makes her the child's guardian in the access policy.
 * @source Civil Code 91/2015/QH13 Art. 136 (parents represent their minor child)
 */
export async function writeMother(
  ctx: Context,
  childId: string,
  motherId: string,
  birthDate: string | undefined,
): Promise<void> {
  await asSen(ctx).record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${childId}` },
    identifier: [{ system: ownPatientSystem, value: motherId }],
    relationship: [{ coding: [{ system: roleCodes, code: 'MTH' }] }],
    ...(birthDate !== undefined && { period: { start: birthDate } }),
  });
}

/** Ids of the mother of somebody, and of those whose mother she is. */
export async function kinOf(
  ctx: Context,
  personId: string,
): Promise<{ readonly mother?: string; readonly children: readonly string[] }> {
  const { record } = asSen(ctx);
  const [own, others] = await Promise.all([
    record.search('RelatedPerson', `patient=${personId}&_count=50`),
    record.search(
      'RelatedPerson',
      `identifier=${encodeURIComponent(`${ownPatientSystem}|${personId}`)}&_count=50`,
    ),
  ]);
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
