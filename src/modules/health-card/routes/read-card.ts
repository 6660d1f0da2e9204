import { defineRoute } from '#platform/module/define-module.ts';
import { cardKeys, readCard } from '../api.ts';
import { keysGivenOut } from '../card-keys.ts';
import { findHolder } from '../find-holder.ts';

export const readCardRoute = defineRoute({
  ...readCard,
  allow: 'health-card.read',
  handle: (ctx, { text }) => findHolder(ctx, text),
});

/** For everybody: a public key says nothing, and a station without a network checks codes with it. */
export const cardKeysRoute = defineRoute({
  ...cardKeys,
  allow: 'public',
  handle: async (ctx) => ({ keys: (await keysGivenOut(ctx)).map(({ public_key }) => ({ ...public_key })) }),
});
