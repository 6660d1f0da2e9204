import { wordSearch } from '#kernel/terminology/word-index.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { findCodesEndpoint } from '../api.ts';
import { codeLine } from '../domain/lines.ts';

const pageSize = 50;

export const findCodesRoute = defineRoute({
  ...findCodesEndpoint,
  allow: 'terminology.read',
  async handle(ctx, { system, version, words, offset }) {
    const table = await (await ctx.terminology()).table(system, version);
    const search = wordSearch(words);
    const found: { at: number; rank: number }[] = [];
    for (let at = 0; at < table.size; at++) {
      // Without words the page begins at the top of the tree, as a book does.
      if (search.isEmpty ? table.parents(at).length > 0 : !search.matches(table, at)) continue;
      found.push({ at, rank: search.isEmpty ? at : search.rank(table, at) });
    }
    found.sort((a, b) => a.rank - b.rank);
    return {
      total: found.length,
      codes: found.slice(offset, offset + pageSize).map(({ at }) => codeLine(table, at)),
    };
  },
});
