import { AppError } from '#kernel/errors.ts';
import type { Language } from '#kernel/schema.ts';
import type { CodeSet } from '#kernel/terminology/code-set.ts';
import { languageOf } from '#kernel/terminology/names.ts';
import { readCodeSystem, readValueSet } from '#kernel/terminology/read-resource.ts';
import type { CodeSystemEntry } from '#kernel/terminology/terminology-source.ts';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import { unknownSystem } from '#kernel/terminology/terminology-errors.ts';
import { recordScope } from '#platform/access/record-scope.ts';
import type { Context } from '#platform/context.ts';
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { wrong, type Asked, type AskedCoding } from './read-asked.ts';

/** Who may read lists of codes may ask about them; a system needs the scope for the type. Error: access.denied. */
export function demandRead(ctx: Context, resourceType: string): void {
  if (!recordScope(ctx.actor).may('read', resourceType)) throw new AppError('access.denied');
}

/** The language in which names are wanted: displayLanguage, else the reader's. */
export function languageFor(ctx: Context, asked: Asked): Language {
  return languageOf(asked.text('displayLanguage')) ?? ctx.actor.language;
}

/** A coding with its code, from `coding` or from `code`, `system`, `version` and `display`. Error: request.invalid. */
export function codingOf(asked: Asked, systemName = 'system'): AskedCoding & { readonly code: string } {
  const coding = asked.coding('coding');
  const code = coding?.code ?? asked.text('code');
  if (code === undefined || code === '') throw wrong('code');
  if (coding !== undefined) return { ...coding, code };
  return {
    system: asked.text(systemName),
    version: asked.text('version') ?? asked.text('systemVersion'),
    code,
    display: asked.text('display'),
  };
}

/**
 * The code system of an instance, an inline resource or a URL. Errors: terminology.unknown-system, record.not-found, request.invalid.
 */
export function systemOf(
  terminology: Terminology,
  asked: Asked,
  url: string | undefined,
  version: string | undefined,
): CodeSystemEntry {
  const inline = asked.resource<CodeSystem>('codeSystem', 'CodeSystem');
  if (inline !== undefined) return readCodeSystem(inline);
  if (asked.id !== undefined) {
    const found = terminology.source.codeSystems.findLast(({ id }) => id === asked.id);
    if (found === undefined) throw new AppError('record.not-found');
    return found;
  }
  if (url === undefined || url === '') throw wrong('system');
  const entry = terminology.codeSystem(url, version);
  if (entry === undefined) throw unknownSystem(url, version);
  return entry;
}

/** The codes of an instance, an inline value set or a URL. Errors: those of `expand`, record.not-found, request.invalid. */
export async function setOf(terminology: Terminology, asked: Asked): Promise<CodeSet> {
  const inline = asked.resource<ValueSet>('valueSet', 'ValueSet');
  if (inline !== undefined) return terminology.expandCompose(await readValueSet(inline).open());
  if (asked.id !== undefined) {
    const found = terminology.source.valueSets.findLast(({ id }) => id === asked.id);
    if (found === undefined) throw new AppError('record.not-found');
    return terminology.expand(found.url, found.version);
  }
  const url = asked.text('url');
  if (url === undefined || url === '') throw wrong('url');
  return terminology.expand(url, asked.text('valueSetVersion'));
}
