import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Endpoint } from '#kernel/contract.ts';
import { AppError } from '#kernel/errors.ts';
import { sharedComputer } from '#kernel/shared-computer.ts';
import { rememberActor } from '../../http/caller.ts';
import { inputIssues } from '../../http/input-issues.ts';
import type { Database } from '../../sql/database.ts';
import { findComputer } from '../computers/computer-store.ts';
import type { ComputerDesk, Seat, ShownComputer } from '../computers/computer-desk.ts';
import { readCookie, writeCookie } from '../cookies.ts';

/** Cookie in which the secret of a shared computer lies; no script reads it, and only the sign-in is sent it. */
export const computerCookie = 'sen-computer';
/** Cookie in which a switch carries its ticket to the sign-in. */
export const switchCookie = 'sen-switch';

const computerSeconds = 400 * 24 * 60 * 60;

/** What the doors of shared computers need. */
export interface ComputerRouteParts {
  readonly database: Database;
  readonly desk: ComputerDesk;
  readonly now: () => Date;
  readonly isSecure: boolean;
  /** Who asks, also while her session is locked. Errors: access.login-required. */
  readonly seatOf: (request: FastifyRequest) => Promise<Seat>;
}

/** The shared computer that a request comes from. */
export async function computerOf(
  database: Database,
  cookies: string | undefined,
  now: Date,
): Promise<ShownComputer | undefined> {
  const secret = readCookie(cookies, computerCookie);
  const computer = await findComputer(database, secret, now);
  return computer && secret !== undefined ? { computer, secret } : undefined;
}

/** /oidc/computer…: what a browser asks about the shared computer it runs on, and what its keepers do. */
export async function computerRoutes(http: FastifyInstance, parts: ComputerRouteParts): Promise<void> {
  const { desk, isSecure } = parts;
  const here = (request: FastifyRequest): Promise<ShownComputer | undefined> =>
    computerOf(parts.database, request.headers.cookie, parts.now());
  const seatOf = async (request: FastifyRequest): Promise<Seat> => {
    const seat = await parts.seatOf(request);
    rememberActor(request, seat.actor);
    return seat;
  };
  /** Who asks and is not locked out; for what changes more than the lock itself. */
  const workingSeat = async (request: FastifyRequest): Promise<Seat> => {
    const seat = await seatOf(request);
    if (seat.shared?.isLocked === true) throw new AppError('access.locked');
    return seat;
  };
  const serve = <I extends object, O>(
    endpoint: Endpoint<I, O>,
    handle: (request: FastifyRequest, input: I, reply: FastifyReply) => Promise<O>,
  ): void => {
    http.route({
      method: endpoint.method,
      url: endpoint.path,
      handler: async (request, reply) => {
        const input = readInput(endpoint, request);
        void reply.header('cache-control', 'no-store');
        return handle(request, input, reply);
      },
    });
  };

  serve(sharedComputer.here, async (request) => {
    const at = await here(request);
    if (at === undefined) return { isShared: false, workers: [] };
    const { name, lockMinutes } = at.computer;
    return { isShared: true, name, lockMinutes, workers: await desk.workers(at.computer) };
  });
  serve(sharedComputer.mine, async (request) =>
    desk.ownPlace(await workingSeat(request), await here(request)),
  );
  serve(sharedComputer.setPin, async (request, { pin }) => {
    await desk.setPin(await workingSeat(request), await here(request), pin);
    return {};
  });
  serve(sharedComputer.switchTo, async (request, { accountId, pin }, reply) => {
    const seat =
      request.headers.authorization === undefined ? undefined : await seatOf(request).catch(() => undefined);
    const switched = await desk.switchTo(
      await here(request),
      { accountId, pin, requestId: request.id },
      seat,
    );
    if (switched.outcome === 'switched')
      void reply.header(
        'set-cookie',
        writeCookie(switchCookie, switched.ticket, { path: '/oidc/sign-in', maxAgeSeconds: 60, isSecure }),
      );
    return { outcome: switched.outcome };
  });
  serve(sharedComputer.active, async (request) => {
    await desk.active(await workingSeat(request));
    return {};
  });
  serve(sharedComputer.lock, async (request) => {
    await desk.lock(await seatOf(request));
    return {};
  });
  serve(sharedComputer.leave, async (request) => {
    await desk.leave(await here(request));
    return {};
  });
  serve(sharedComputer.register, async (request, input, reply) => {
    const { id, secret } = await desk.register(await workingSeat(request), input);
    void reply.header(
      'set-cookie',
      writeCookie(computerCookie, secret, { path: '/oidc', maxAgeSeconds: computerSeconds, isSecure }),
    );
    return { id };
  });
  serve(sharedComputer.list, async (request) => {
    const { actor } = await workingSeat(request);
    const at = await here(request);
    const computers = await desk.list(actor);
    return {
      computers: computers.map(({ registeredAt, seenAt, ...computer }) => ({
        ...computer,
        registeredAt: registeredAt.toISOString(),
        seenAt: seenAt.toISOString(),
        isThis: computer.id === at?.computer.id,
      })),
    };
  });
  serve(sharedComputer.revoke, async (request, { id }) => {
    await desk.revoke((await workingSeat(request)).actor, id);
    return {};
  });
}

function readInput<I extends object, O>(endpoint: Endpoint<I, O>, request: FastifyRequest): I {
  try {
    return endpoint.input.parse(endpoint.method === 'GET' ? {} : (request.body ?? {}));
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new AppError('request.invalid', { cause: error, issues: inputIssues(error) });
  }
}
