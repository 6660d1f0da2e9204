import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { answersFor, visitParts, type AnyResource } from '../domain/answering-worker.ts';
import { lineOf, type SignLine } from '../domain/line-of.ts';
import { versionReference, type SignedVersion } from '../fhir/sign-resources.ts';
import { findSigned, type Name } from '../signed-names.ts';

/** Something that waits for a signature: a visit with its parts, or one paper. */
export interface SignItem {
  readonly type: string;
  readonly id: string;
  readonly patientId: string | undefined;
  readonly at: string | undefined;
  readonly versions: readonly SignedVersion[];
  readonly lines: readonly SignLine[];
}

const most = 50;

/** Loads what a worker would sign under these names, as she may see it; what she does not answer for is left out. Errors: as `search`. */
export async function collectItems(
  ctx: Context,
  type: string,
  ids: readonly string[],
  practitionerId: string,
): Promise<SignItem[]> {
  const items: SignItem[] = [];
  for (let from = 0; from < ids.length; from += most) {
    const some = ids.slice(from, from + most);
    const parts =
      type === 'Encounter' ? visitParts.map((part) => `&_revinclude=${part}:encounter`).join('') : '';
    const page = await ctx.record.search(
      type,
      `_id=${some.map(encodeURIComponent).join(',')}&_count=${most}${parts}`,
    );
    const included = page.included.map((stored) => ({
      stored,
      resource: JSON.parse(stored.text) as AnyResource,
    }));
    const byVisit = Map.groupBy(included, ({ resource }) => referenceOf(resource['encounter']));
    for (const stored of page.matches) {
      const resource = JSON.parse(stored.text) as AnyResource;
      const whole = [{ stored, resource }, ...(byVisit.get(`${type}/${stored.id}`) ?? [])];
      items.push(
        itemOf(
          whole.filter((one) => answersFor(one.resource, practitionerId)),
          stored,
          resource,
        ),
      );
    }
  }
  return items;
}

type Loaded = { readonly stored: SignedVersion; readonly resource: AnyResource };

function itemOf(hers: readonly Loaded[], stored: SignedVersion, resource: AnyResource): SignItem {
  const patient = referenceOf(resource['subject'] ?? resource['patient']);
  const period = resource['period'] as { start?: string } | undefined;
  const at = period?.start ?? resource['date'] ?? resource['effectiveDateTime'] ?? resource['authored'];
  return {
    type: stored.resourceType,
    id: stored.id,
    patientId: patient?.startsWith('Patient/') === true ? patient.slice('Patient/'.length) : undefined,
    at: typeof at === 'string' ? at : undefined,
    versions: hers.map((one) => one.stored),
    lines: hers.map((one) => lineOf(one.resource)),
  };
}

function referenceOf(value: unknown): string | undefined {
  const reference = (value as { readonly reference?: unknown } | undefined)?.reference;
  return typeof reference === 'string' ? reference : undefined;
}

/** Leaves out versions that are signed already, and items of which nothing is left. */
export async function leaveOutSigned(ctx: Context, items: readonly SignItem[]): Promise<SignItem[]> {
  const names = items.flatMap(({ versions }) =>
    versions.map(({ resourceType, id }): Name => ({ type: resourceType, id })),
  );
  const signed = new Set((await findSigned(ctx.sql, names)).map(({ type, id }) => `${type}/${id}`));
  return items.flatMap((item) => {
    const open = item.versions.map(({ resourceType, id }) => !signed.has(`${resourceType}/${id}`));
    const versions = item.versions.filter((_, at) => open[at]);
    return versions.length === 0
      ? []
      : [{ ...item, versions, lines: item.lines.filter((_, at) => open[at]) }];
  });
}

/** Every name must be there, hers, and not signed yet. Errors: signature.not-yours, signature.nothing-to-sign. */
export async function demandSignable(
  ctx: Context,
  asked: readonly Name[],
  practitionerId: string,
): Promise<SignItem[]> {
  const items: SignItem[] = [];
  for (const [type, names] of Map.groupBy(asked, (name) => name.type)) {
    items.push(
      ...(await collectItems(
        ctx,
        type,
        names.map(({ id }) => id),
        practitionerId,
      )),
    );
  }
  const found = new Map(items.map((item) => [`${item.type}/${item.id}`, item]));
  for (const { type, id } of asked) {
    const item = found.get(`${type}/${id}`);
    if (item === undefined) throw new AppError('record.not-found');
    if (!item.versions.some((one) => one.resourceType === type && one.id === id))
      throw new AppError('signature.not-yours');
  }
  const open = await leaveOutSigned(ctx, items);
  if (open.length === 0) throw new AppError('signature.nothing-to-sign');
  return open;
}

export const referencesOf = ({ versions }: SignItem): string[] => versions.map(versionReference);
