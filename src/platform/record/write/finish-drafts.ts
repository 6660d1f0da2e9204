import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import { extractForIndex } from '#kernel/fhir/search/extract.ts';
import { stampResource } from '#kernel/fhir/json/stamp.ts';
import { validateProfiles } from '#kernel/fhir/profiles/validate-profiles.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import { indexRow } from '../index-row.ts';
import type { Draft, Json } from './intent.ts';
import { inEntry, refuse } from './refuse.ts';
import { saysTheSame } from './same-content.ts';

/** Both layers, for every write. Error: record.invalid with every finding of the layer that found some. */
export function validate(resource: Json, where: string): void {
  refuseErrors(validateStructure(resource), where);
  refuseErrors(validateProfiles(resource), where);
}

function refuseErrors(issues: readonly ErrorIssue[], where: string): void {
  if (issues.some((issue) => (issue.severity ?? 'error') === 'error'))
    throw refuse('record.invalid', where, issues);
}

/** Stamps, validates and indexes a draft whose place is known; finds out whether it changes anything. */
export function finishDraft(draft: Draft, now: Date): void {
  const { resource, intent, previous } = draft;
  if (resource === undefined) {
    draft.version = (previous?.version ?? 0) + 1;
    draft.outcome = 'deleted';
    return;
  }
  if (previous !== undefined) draft.version = previous.version + 1;
  const lastUpdated = now.toISOString();
  const versionId = String(draft.version);
  const isBare =
    intent.printedHere === true &&
    draft.rewritten === undefined &&
    resource['meta'] === undefined &&
    resource.id === intent.id;
  resource.id = draft.fhirId;
  resource['meta'] = { ...(resource['meta'] as object | undefined), versionId, lastUpdated };
  try {
    validate(resource, intent.where);
    const rewrite = draft.rewritten === undefined ? rewriteOf(draft) : {};
    const stamp = { id: draft.fhirId, versionId, lastUpdated, ...rewrite };
    const quick = isBare && rewrite.rewrite === undefined ? stampPrinted(draft, stamp) : undefined;
    draft.text = quick ?? stampResource(draft.rewritten ?? intent.text!, stamp);
  } catch (error) {
    throw inEntry(error, intent.where);
  }
  if (draft.previousText !== undefined && saysTheSame(draft.previousText, draft.text)) {
    draft.outcome = 'unchanged';
    draft.text = draft.previousText;
    return;
  }
  draft.outcome = previous === undefined ? 'created' : 'updated';
  draft.sensitive = sensitivityOf(resource);
  try {
    draft.index = indexRow(intent.resourceType, extractForIndex(resource), draft.sensitive);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError('internal.unexpected', { detail: 'index of a resource', cause: error });
  }
  refuseTooManyWords(draft);
}

/** Bytes of all words of one row that PostgreSQL takes. */
const mostWordBytes = 1_048_575;
/** Shorter ones are never too long, however they are written: four bytes a letter at most. */
const surelyFits = mostWordBytes / 4;

function refuseTooManyWords({ index, intent }: Draft): void {
  const { words } = index!;
  if (words.length <= surelyFits) return;
  // Each word stands in quotes, with a blank between two.
  const around = 3 * words.split(' ').length;
  if (Buffer.byteLength(words) - around <= mostWordBytes) return;
  const text = {
    vi: 'Bản ghi có quá nhiều từ khác nhau để tìm theo chữ (hơn 1 MB). Hãy rút gọn, hoặc đưa phần dài vào tệp đính kèm.',
    en: 'The resource holds too many different words to be searched by them (over 1 MB). Shorten it, or attach the long part as a file.',
  };
  throw refuse('record.invalid', intent.where, [{ issue: 'too-long', text }]);
}

/**
 * The stamp of a text that was printed here, without reading it: what is missing goes behind resourceType. Undefined where that is
 * not enough, because an id stands there that changes or the text does not begin as expected.
 */
function stampPrinted(
  { intent, fhirId }: Draft,
  { versionId, lastUpdated }: { versionId: string; lastUpdated: string },
): string | undefined {
  const head = `{"resourceType":"${intent.resourceType}",`;
  if (!intent.text!.startsWith(head) || (intent.id !== undefined && intent.id !== fhirId)) return undefined;
  const id = intent.id === undefined ? `"id":${JSON.stringify(fhirId)},` : '';
  const meta = `"meta":${JSON.stringify({ versionId, lastUpdated })},`;
  return head + id + meta + intent.text!.slice(head.length);
}

/** The same rewriting for the text that was done to the parsed resource. */
function rewriteOf(draft: Draft): { rewrite?: (reference: string) => string | undefined } {
  const changed = new Map<string, string>();
  for (const slot of draft.slots) {
    const now = (slot.holder as Record<string | number, unknown>)[slot.key];
    if (typeof now === 'string' && now !== slot.value) changed.set(slot.value, now);
  }
  return changed.size === 0 ? {} : { rewrite: (reference) => changed.get(reference) };
}
