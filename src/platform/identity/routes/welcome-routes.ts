import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { FormGuard } from '../form-token.ts';
import { messagePage } from '../pages/message-page.ts';
import { sayIn } from '../pages/texts.ts';
import { welcomePage } from '../pages/welcome-page.ts';
import type { WelcomeView } from '../pages/welcome-page.ts';
import { beginPage, fieldOf, queryOf, takeForms } from './form-scope.ts';
import type { PageTurn } from './form-scope.ts';

/** What the page behind a one-time link needs of identity. */
export interface WelcomeParts {
  readonly guard: FormGuard;
  readonly isSecure: boolean;
  readonly findLink: (key: string) => Promise<{ accountId: string; username: string } | undefined>;
  /** Uses the link up and stores the password; false where somebody else just used it. Errors: request.invalid. */
  readonly usePassword: (
    key: string,
    link: { accountId: string; username: string },
    password: string,
  ) => Promise<boolean>;
}

/** The page behind a one-time link: /welcome?key=… . */
export async function welcomeRoutes(http: FastifyInstance, parts: WelcomeParts): Promise<void> {
  takeForms(http);
  http.get('/welcome', async (request, reply) => {
    const key = queryOf(request, 'key') ?? '';
    const turn = begin(parts, request, reply, key);
    const link = await parts.findLink(key);
    if (!link) return linkUsed(turn);
    return turn.send(
      welcomePage({ language: turn.language, key, formToken: turn.formToken, username: link.username }),
    );
  });
  http.post('/welcome', (request, reply) => submit(parts, request, reply));
}

async function submit(
  parts: WelcomeParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = fieldOf(request, 'key');
  const turn = begin(parts, request, reply, key);
  const say = sayIn(turn.language);
  const link = await parts.findLink(key);
  if (!link) return linkUsed(turn);
  const again = (view: Partial<WelcomeView>, status: number): FastifyReply =>
    turn.send(
      welcomePage({
        language: turn.language,
        key,
        formToken: turn.formToken,
        username: link.username,
        ...view,
      }),
      status,
    );
  const password = fieldOf(request, 'password');
  if (!turn.isFormRight) return again({ passwordError: say('formOld') }, 403);
  if (password !== fieldOf(request, 'repeat')) return again({ repeatError: say('repeatDiffers') }, 422);
  try {
    if (!(await parts.usePassword(key, link, password))) return linkUsed(turn);
  } catch (error) {
    const issue = error instanceof AppError && error.code === 'request.invalid' ? error.issues[0] : undefined;
    if (!issue) throw error;
    return again({ passwordError: issue.text[turn.language] }, 422);
  }
  const saved = { title: say('passwordSavedTitle'), text: say('passwordSaved') };
  return turn.send(
    messagePage({ language: turn.language, ...saved, link: { href: '/', label: say('signIn') } }),
  );
}

function begin(parts: WelcomeParts, request: FastifyRequest, reply: FastifyReply, key: string): PageTurn {
  return beginPage(request, reply, {
    guard: parts.guard,
    isSecure: parts.isSecure,
    purpose: `welcome ${key}`,
  });
}

function linkUsed(turn: PageTurn): FastifyReply {
  const say = sayIn(turn.language);
  return turn.send(
    messagePage({ language: turn.language, title: say('linkUsedTitle'), text: say('linkUsed') }),
    410,
  );
}
