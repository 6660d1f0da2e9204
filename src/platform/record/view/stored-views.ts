import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/fhir/id.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';
import type { Desk } from '../desk.ts';
import { demand } from '../reach.ts';
import { drawBucket } from '../place.ts';
import { refusing } from '../read-record.ts';
import { idPattern } from '../rows.ts';

const type = 'ViewDefinition';
const longestBody = 500_000;

/** A stored ViewDefinition with its version. */
export interface StoredView {
  readonly text: string;
  readonly version: number;
  readonly updated: Date;
  readonly created: boolean;
}

type Row = { id: string; version: number; updated: Date; body: string };

/** Any signed-in reader may read views: they hold nothing of a person. Errors: access.login-required, record.not-found. */
export async function readView(desk: Desk, id: string): Promise<StoredView> {
  demandSignedIn(desk);
  const row = await find(desk, 'id = $1', id);
  if (row === undefined) throw new AppError('record.not-found');
  return shown(row);
}

/** The text of the view that a reference names: 'ViewDefinition/x', or its canonical address, with or without version. */
export async function loadView(desk: Desk, reference: string): Promise<string> {
  demandSignedIn(desk);
  const id = /^(?:ViewDefinition\/)?([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1];
  const row =
    id === undefined
      ? await find(desk, 'url = $1 order by updated desc limit 1', reference.split('|')[0]!)
      : await find(desk, 'id = $1', id);
  if (row === undefined) throw new AppError('record.not-found');
  return row.body;
}

/** The views, by name; narrowed by url, name or resource type. */
export async function listViews(desk: Desk, query: URLSearchParams): Promise<StoredView[]> {
  demandSignedIn(desk);
  const { rows } = await desk.q.query<Row>({
    text: `select id, version, updated, body from record.view_definition
      where ($1::text is null or url = $1) and ($2::text is null or name = $2) and ($3::text is null or resource = $3)
      order by name, id limit 1000`,
    values: [query.get('url'), query.get('name'), query.get('resource')],
  });
  return rows.map(shown);
}

/** Creates or replaces a view; systems with the scope may. Errors: access.denied, view.invalid, view.too-costly, request.too-large. */
export async function writeView(desk: Desk, body: string, id?: string): Promise<StoredView> {
  const reach = await desk.reach();
  const interaction = id === undefined ? 'create' : 'update';
  await refusing(desk, { resourceType: type }, () => demand(reach, interaction, type));
  if (body.length > longestBody) throw new AppError('request.too-large');
  const json = parse(body);
  if (json.resourceType !== type || (id !== undefined && json['id'] !== id))
    throw new AppError('request.invalid');
  const { resource } = readViewDefinition(json);
  const now = desk.host.now();
  const key = id ?? newId(drawBucket(), now);
  if (!idPattern.test(key)) throw new AppError('request.invalid');
  const { url, name } = json as { url?: unknown; name?: unknown };
  const text = JSON.stringify({ ...json, id: key });
  return desk.transaction(async (tx) => {
    const { rows } = await tx.query<Row>({
      text: `insert into record.view_definition as v (id, url, name, resource, version, updated, account_id, body)
        values ($1, $2, $3, $4, 1, $5, $6, $7)
        on conflict (id) do update set url = excluded.url, name = excluded.name, resource = excluded.resource,
          version = v.version + 1, updated = excluded.updated, account_id = excluded.account_id, body = excluded.body
        returning id, version, updated, body`,
      values: [key, textOf(url), textOf(name), resource, now, desk.actor.accountId, text],
    });
    await desk.host.audit.append(
      { actor: desk.actor, action: interaction, resourceType: type, resourceId: key, outcome: 'ok' },
      tx,
    );
    return shown(rows[0]!);
  });
}

/** Takes a view away. Errors: access.denied, record.not-found. */
export async function deleteView(desk: Desk, id: string): Promise<void> {
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'delete', type));
  const { rowCount } = await desk.q.query('delete from record.view_definition where id = $1', [id]);
  if (rowCount === 0) throw new AppError('record.not-found');
  await desk.audit({ action: 'delete', resourceType: type, resourceId: id, outcome: 'ok' });
}

function demandSignedIn(desk: Desk): void {
  if (desk.actor.kind === 'anonymous') throw new AppError('access.login-required');
}

async function find(desk: Desk, where: string, value: string): Promise<Row | undefined> {
  const text = `select id, version, updated, body from record.view_definition where ${where}`;
  return (await desk.q.query<Row>({ text, values: [value] })).rows[0];
}

function shown({ version, updated, body }: Row): StoredView {
  const { id, ...rest } = JSON.parse(body) as { id: string; meta?: object };
  const meta = { ...rest.meta, versionId: String(version), lastUpdated: updated.toISOString() };
  return { text: JSON.stringify({ ...rest, id, meta }), version, updated, created: version === 1 };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 1000) : null);

function parse(text: string): Readonly<Record<string, unknown>> & { resourceType?: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as Readonly<Record<string, unknown>>;
  } catch {
    // Told below: what is no JSON is as wrong as what is no object.
  }
  throw new AppError('request.invalid');
}
