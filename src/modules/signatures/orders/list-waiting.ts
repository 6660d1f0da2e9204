import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { waitingKinds, type AnyResource } from '../domain/answering-worker.ts';
import type { WaitingItem } from '../api.ts';
import { collectItems, leaveOutSigned, type SignItem } from './collect.ts';
import type { SigningWorker } from './place-order.ts';

const pageSize = 20;
/** So many pages of what is signed already are passed over in one call; then the caller gets a shorter page and a cursor. */
const mostPages = 5;

/** One page of what waits: kind by kind, newest first; what is signed is left out. */
export async function listWaiting(
  ctx: Context,
  worker: SigningWorker,
  cursor: string | undefined,
): Promise<{ items: WaitingItem[]; next?: string }> {
  let place: Place | undefined = readPlace(cursor);
  const open: SignItem[] = [];
  for (let page = 0; page < mostPages && place !== undefined && open.length < pageSize; page += 1) {
    const { ids, next } = await readIds(ctx, worker, place);
    const items =
      ids.length === 0 ? [] : await collectItems(ctx, kindOf(place).type, ids, worker.practitionerId);
    const rank = new Map(ids.map((id, at) => [id, at]));
    open.push(...(await leaveOutSigned(ctx, items)).toSorted((a, b) => rank.get(a.id)! - rank.get(b.id)!));
    place = next;
  }
  return {
    items: await withNames(ctx, open),
    ...(place !== undefined && { next: Buffer.from(JSON.stringify(place)).toString('base64url') }),
  };
}

interface Place {
  readonly kind: number;
  readonly after?: string;
}

const kindOf = ({ kind }: Place): (typeof waitingKinds)[number] => waitingKinds[kind]!;

async function readIds(
  ctx: Context,
  { practitionerId }: SigningWorker,
  place: Place,
): Promise<{ ids: string[]; next: Place | undefined }> {
  const { type, parameter, sort } = kindOf(place);
  const after = place.after === undefined ? '' : `&_cursor=${encodeURIComponent(place.after)}`;
  const query = `${parameter}=Practitioner/${practitionerId}&_sort=${sort}&_count=${pageSize}${after}`;
  const page = await ctx.record.search(type, query);
  const following = place.kind + 1 < waitingKinds.length ? { kind: place.kind + 1 } : undefined;
  return {
    ids: page.matches.map(({ id }) => id),
    next: page.next === undefined ? following : { kind: place.kind, after: page.next },
  };
}

function readPlace(cursor: string | undefined): Place {
  if (cursor === undefined) return { kind: 0 };
  try {
    const { kind, after } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Place;
    if (waitingKinds[kind] !== undefined && (after === undefined || typeof after === 'string'))
      return { kind, ...(after !== undefined && { after }) };
  } catch {
    // Falls to the refusal below.
  }
  throw new AppError('request.invalid');
}

async function withNames(ctx: Context, items: readonly SignItem[]): Promise<WaitingItem[]> {
  const ids = [...new Set(items.flatMap(({ patientId }) => patientId ?? []))];
  const names = new Map<string, string>();
  if (ids.length > 0) {
    const page = await ctx.record.search('Patient', `_id=${ids.join(',')}&_count=${ids.length}`);
    for (const one of page.matches) names.set(one.id, nameOf(JSON.parse(one.text) as AnyResource));
  }
  return items.map(({ type, id, patientId, at, lines }) => ({
    type,
    id,
    ...(patientId !== undefined && { patientId }),
    patient: names.get(patientId ?? '') ?? '',
    ...(at !== undefined && { at }),
    lines: [...lines],
  }));
}

function nameOf(patient: AnyResource): string {
  const [name] = (patient['name'] ?? []) as readonly { text?: string; family?: string; given?: string[] }[];
  return name?.text ?? [name?.family, ...(name?.given ?? [])].filter(Boolean).join(' ');
}
