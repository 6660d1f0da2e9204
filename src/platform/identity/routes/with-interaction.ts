import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import type { FormGuard } from '../form-token.ts';
import { messagePage } from '../pages/message-page.ts';
import { sayIn } from '../pages/texts.ts';
import { beginPage } from './form-scope.ts';
import type { PageTurn } from './form-scope.ts';

/** What the pages inside an authorization request need. */
export interface InteractionParts {
  readonly provider: Provider;
  readonly guard: FormGuard;
  readonly isSecure: boolean;
}

/** The app on whose behalf the person is here. */
export interface App {
  readonly id: string;
  readonly name: string;
}

/** The authorization request that a page belongs to. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Where the answer to the form may lead after redirects: browsers check the whole chain against form-action. */
export function formTargetsOf(interaction: Interaction): readonly string[] {
  const uri = interaction.params['redirect_uri'];
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  if (!url) return [];
  return [url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol];
}

/** Loads the interaction that the browser is in; shows that it has expired where there is none, sends on where it is at another step. */
export async function withInteraction(
  parts: InteractionParts,
  request: FastifyRequest,
  reply: FastifyReply,
  step: 'login' | 'consent',
  answer: (turn: PageTurn, interaction: Interaction, app: App) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { provider, guard, isSecure } = parts;
  const { uid } = request.params as { readonly uid: string };
  const begin = (uiLocales?: unknown): PageTurn =>
    beginPage(request, reply, {
      guard,
      isSecure,
      purpose: `${step} ${uid}`,
      ...(typeof uiLocales === 'string' ? { uiLocales } : {}),
    });
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request.raw, reply.raw);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    return expired(begin());
  }
  if (interaction.uid !== uid || interaction.prompt.name !== step) return expired(begin());
  const clientId = interaction.params['client_id'];
  const client = await provider.Client.find(typeof clientId === 'string' ? clientId : '');
  if (!client) return expired(begin());
  const app = { id: client.clientId, name: client.clientName ?? client.clientId };
  return answer(begin(interaction.params['ui_locales']), interaction, app);
}

/** Says that this page was open too long, with the way home. */
export function expired(turn: PageTurn): FastifyReply {
  const say = sayIn(turn.language);
  const link = { href: '/', label: say('toHome') };
  return turn.send(
    messagePage({ language: turn.language, title: say('expiredTitle'), text: say('expired'), link }),
    400,
  );
}
