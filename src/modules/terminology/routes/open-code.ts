import { AppError } from '#kernel/errors.ts';
import { translateCode, type Match } from '#kernel/terminology/answers/translate-code.ts';
import { above } from '#kernel/terminology/hierarchy.ts';
import type { CodeSystemEntry } from '#kernel/terminology/terminology-source.ts';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import { unknownSystem } from '#kernel/terminology/terminology-errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { openCodeEndpoint, type OpenCode } from '../api.ts';
import { codeLine, listLine } from '../domain/lines.ts';

const mostBelow = 200;
const mostMaps = 40;

export const openCodeRoute = defineRoute({
  ...openCodeEndpoint,
  allow: 'terminology.read',
  async handle(ctx, { system, version, code }) {
    const terminology = await ctx.terminology();
    const entry = terminology.codeSystem(system, version);
    if (entry === undefined) throw unknownSystem(system, version);
    const table = await entry.open();
    const at = table.find(code);
    if (at < 0) throw new AppError('terminology.unknown-code');
    const [, ...ancestors] = above(table, at);
    const children = table.children(at);
    return {
      list: listLine(entry),
      code: codeLine(table, at),
      above: ancestors.reverse().map((one) => codeLine(table, one)),
      below: children.slice(0, mostBelow).map((one) => codeLine(table, one)),
      belowTotal: children.length,
      properties: table.properties(at).map((one) => ({ code: one.code, value: String(one.value) })),
      maps: await mapsOf(
        terminology,
        entry,
        table.code(at),
        new Set(ancestors.map((one) => table.code(one))),
      ),
    };
  },
});

async function mapsOf(
  terminology: Terminology,
  { url: system, version }: CodeSystemEntry,
  code: string,
  above: ReadonlySet<string>,
): Promise<OpenCode['maps']> {
  const maps = terminology.source.conceptMaps;
  const question = { codes: [{ system, version, code }], language: 'vi' as const };
  // Back through a hierarchy would name every code of a chapter: only short maps are shown both ways.
  const short = maps.filter(
    ({ sourceSystems, targetSystems, sourceVersion }) =>
      sourceVersion !== undefined || sourceSystems?.[0] !== targetSystems?.[0],
  );
  const forth = await translateCode(terminology, maps, { ...question, reverse: false });
  const back = await translateCode(terminology, short, { ...question, reverse: true });
  // What lies above in the same list stands on the page already.
  const isAncestor = (one: Match): boolean =>
    one.system === system && one.version === undefined && above.has(one.code);
  const shown = (match: Match, isBack: boolean) => mapLine(terminology, match, isBack);
  return Promise.all(
    [
      ...forth.filter((one) => !isAncestor(one)).map((one) => shown(one, false)),
      ...back.map((one) => shown(one, true)),
    ].slice(0, mostMaps),
  );
}

async function mapLine(
  terminology: Terminology,
  match: Match,
  back: boolean,
): Promise<OpenCode['maps'][number]> {
  const { system, version, code, equivalence } = match;
  const list = terminology.codeSystem(system, version);
  const table = await list?.open();
  const at = table?.find(code) ?? -1;
  const vi = match.display ?? (at < 0 ? undefined : table?.vi(at));
  const en = at < 0 ? undefined : table?.en(at);
  const name = vi ?? en;
  return {
    title: terminology.conceptMap(match.map)?.title ?? { vi: match.map, en: match.map },
    system,
    systemTitle: list?.title ?? { vi: system, en: system },
    code,
    ...(name !== undefined && { display: { vi: name, en: en ?? name } }),
    equivalence,
    back,
  };
}
