import { defineRoute } from '#platform/module/define-module.ts';
import { listSystemsEndpoint } from '../api.ts';
import { listLine } from '../domain/lines.ts';

export const listSystemsRoute = defineRoute({
  ...listSystemsEndpoint,
  allow: 'terminology.read',
  async handle(ctx) {
    const { source } = await ctx.terminology();
    // A grammar (media types, language tags) has no list to look through.
    return { systems: source.codeSystems.filter(({ content }) => content !== 'not-present').map(listLine) };
  },
});
