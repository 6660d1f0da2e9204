import type { Questionnaire } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { checkQuestionnaire } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { isUnderstood } from '#kernel/fhir/questionnaire/path-engine.ts';
import { compileFhirPath } from '#kernel/fhir/fhirpath/evaluate.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { formSystem, formUrl } from './domain/form-parts.ts';
import { templates } from './templates/templates.ts';

/** All versions of one form: what Sen brings and what was stored here. */
export interface Shelf {
  readonly slug: string;
  /** Newest first; drafts are not among them. */
  readonly published: readonly Questionnaire[];
  readonly draft?: Questionnaire;
  readonly isShipped: boolean;
}

const most = 1_000;
const numberOf = ({ version }: Questionnaire): number => Number(version ?? 0);
const slugOf = ({ url }: Questionnaire): string => url?.slice(formUrl('').length) ?? '';

/** Writes of forms are the platform's: no person writes definitions into the record by herself. Audited with who asked for it. */
function inside(ctx: Context): Context {
  const { accountId, display, requestId } = ctx.actor;
  return ctx.as({ ...platformActor(requestId), accountId, display });
}

/** All forms of the house by their address. */
export async function readShelves(ctx: Context): Promise<readonly Shelf[]> {
  const { matches } = await inside(ctx).record.search(
    'Questionnaire',
    `identifier=${formSystem}|&_count=${most}`,
  );
  return shelve(matches.map(({ text }) => JSON.parse(text) as Questionnaire));
}

/** One form; undefined where the house has none of that name. */
export async function findShelf(ctx: Context, slug: string): Promise<Shelf | undefined> {
  const query = `url=${encodeURIComponent(formUrl(slug))}&_count=${most}`;
  const { matches } = await inside(ctx).record.search('Questionnaire', query);
  const stored = matches.map(({ text }) => JSON.parse(text) as Questionnaire);
  return shelve(stored).find((one) => one.slug === slug);
}

/** One form. Errors: record.not-found. */
export async function readShelf(ctx: Context, slug: string): Promise<Shelf> {
  const shelf = await findShelf(ctx, slug);
  if (shelf === undefined) throw new AppError('record.not-found');
  return shelf;
}

/** A form of ours that an answer names: 'url|version', or the newest published one without a version. */
export async function findHouseForm(
  ctx: Context,
  url: string,
  version: string | undefined,
): Promise<Questionnaire | undefined> {
  if (!url.startsWith(formUrl(''))) return undefined;
  const shelf = await findShelf(ctx, url.slice(formUrl('').length));
  return version === undefined
    ? shelf?.published[0]
    : shelf?.published.find((one) => one.version === version);
}

function shelve(stored: readonly Questionnaire[]): Shelf[] {
  const slugs = [...new Set([...templates, ...stored].map(slugOf))];
  return slugs.map((slug) => {
    const own = stored.filter((one) => slugOf(one) === slug);
    const shipped = templates.filter((one) => slugOf(one) === slug);
    // A version that was stored stands before the one that Sen brings: it may have been retired.
    const known = [...own, ...shipped.filter(({ version }) => !own.some((one) => one.version === version))];
    const draft = known.find(({ status }) => status === 'draft');
    return {
      slug,
      published: known
        .filter(({ status }) => status !== 'draft')
        .toSorted((one, other) => numberOf(other) - numberOf(one)),
      ...(draft !== undefined && { draft }),
      isShipped: shipped.length > 0 && own.length === 0,
    };
  });
}

/** Keeps a draft of the next version of a form. Errors: record.invalid. */
export async function keepDraft(ctx: Context, slug: string, questionnaire: Questionnaire): Promise<string> {
  const shelf = await findShelf(ctx, slug);
  const version = String((shelf?.published[0] === undefined ? 0 : numberOf(shelf.published[0])) + 1);
  const { meta: _meta, id: _id, ...content } = questionnaire;
  const draft: Questionnaire = {
    ...content,
    id: idOf(slug, version),
    url: formUrl(slug),
    version,
    identifier: [{ system: formSystem, value: slug }],
    status: 'draft',
  };
  await inside(ctx).record.update(draft);
  return version;
}

/** Id of a version in the store. */
const idOf = (slug: string, version: string): string => `form-${slug.slice(0, 50)}-v${version}`;

/**
 * Makes the draft the version in use: checked whole, dated, and the versions before it put out of use for new answers. Errors:
 * record.not-found where there is no draft, request.invalid with what is wrong with the form.
 */
export async function publishDraft(ctx: Context, slug: string): Promise<string> {
  const { draft, published } = await readShelf(ctx, slug);
  if (draft?.version === undefined) throw new AppError('record.not-found');
  const faults = checkQuestionnaire(draft, isPath);
  if (faults.length > 0)
    throw new AppError('request.invalid', {
      issues: faults.map(({ linkId, text }) => ({ path: linkId, text })),
    });
  const { record } = inside(ctx);
  const date = ctx.now().toISOString();
  await record.update(withoutMeta({ ...draft, status: 'active', date }));
  for (const before of published.filter(({ status }) => status === 'active'))
    await record.update(withoutMeta({ ...before, id: idOf(slug, before.version ?? '1'), status: 'retired' }));
  return draft.version;
}

/** Takes the newest version out of use or back into it. Errors: record.not-found. */
export async function retire(ctx: Context, slug: string, isRetired: boolean): Promise<void> {
  const { published } = await readShelf(ctx, slug);
  const [newest] = published;
  if (newest === undefined) throw new AppError('record.not-found');
  const status = isRetired ? 'retired' : 'active';
  await inside(ctx).record.update(withoutMeta({ ...newest, id: idOf(slug, newest.version ?? '1'), status }));
}

function withoutMeta({ meta: _meta, ...questionnaire }: Questionnaire): Questionnaire {
  return questionnaire;
}

function isPath(expression: string): boolean {
  if (isUnderstood(expression)) return true;
  try {
    compileFhirPath(expression);
    return true;
  } catch {
    return false;
  }
}
