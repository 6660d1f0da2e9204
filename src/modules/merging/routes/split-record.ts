import { randomUUID } from 'node:crypto';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readOverlay, splitRecord } from '../api.ts';
import { atDesk, demandHere, demandOthers } from '../desk/at-desk.ts';
import { takeTurn } from '../desk/join.ts';
import { moveLine } from '../desk/move-line.ts';
import { closePair, inOrder, queuePair, sealed } from '../desk/pairs.ts';
import { keepLine } from '../desk/part.ts';
import { findPerson, personLine, survivorOf } from '../desk/people.ts';
import { isLine, linesOf, nameOfLine, showLines } from '../desk/record-lines.ts';

/** Lines of a record shown at once. */
const mostLines = 500;

export const readOverlayRoute = defineRoute({
  ...readOverlay,
  allow: 'merging.decide',
  handle: async (ctx, { person }) => {
    const desk = atDesk(ctx);
    const { patient } = await findPerson(desk, person);
    demandOthers(ctx, [patient.id]);
    const own = (await linesOf(desk, patient.id)).filter((line) => isLine(line) && names(line, patient.id));
    const shown = await showLines(desk, own.slice(0, mostLines));
    return {
      person: personLine(patient),
      lines: shown.toSorted((a, b) => (b.day ?? b.writtenAt).localeCompare(a.day ?? a.writtenAt)),
      more: own.length > mostLines,
    };
  },
});

export const splitRecordRoute = defineRoute({
  ...splitRecord,
  allow: 'merging.decide',
  handle: async (ctx, { personId, toId, newPerson, references, words }) => {
    demandHere(ctx);
    if ((toId === undefined) === (newPerson === undefined)) throw oneOfBoth();
    const desk = atDesk(ctx);
    await takeTurn(ctx);
    const from = await survivorOf(desk, personId);
    const lines = new Map(
      (await linesOf(desk, from.patient.id)).filter(isLine).map((line) => [nameOfLine(line), line]),
    );
    const wanted = [...new Set(references)];
    if (wanted.some((name) => !lines.has(name) || !names(lines.get(name)!, from.patient.id)))
      throw new AppError('merging.not-hers');
    const to = toId === undefined ? await make(desk, newPerson!) : (await survivorOf(desk, toId)).patient;
    if (to.id === from.patient.id) throw new AppError('merging.same-already');
    demandOthers(ctx, [from.patient.id, to.id]);
    const id = randomUUID();
    await keep(ctx, { id, from: from.patient.id, to: to.id, words });
    const counts = { moved: 0, superseded: 0 };
    for (const reference of wanted) {
      const state = await moveLine(ctx, desk, reference, {
        from: [from.patient.id],
        to: to.id,
        reason: words,
      });
      counts[state] += 1;
      await keepLine(ctx, { splitId: id, reference, from: from.patient.id, to: to.id, state, how: 'hand' });
    }
    await rememberDistinct(ctx, desk, from.patient.id, to.id, words);
    return { id, toId: to.id, ...counts };
  },
});

/** True where a line names this record. */
function names(line: Resource, id: string): boolean {
  return JSON.stringify(line).includes(`"Patient/${id}"`);
}

interface NewPerson {
  readonly name: string;
  readonly birthDate?: string | undefined;
  readonly gender?: Patient['gender'];
}

async function make(desk: Context, { name, birthDate, gender }: NewPerson): Promise<{ readonly id: string }> {
  return desk.record.create({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: name }],
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
  });
}

async function keep(
  ctx: Context,
  split: { readonly id: string; readonly from: string; readonly to: string; readonly words: string },
): Promise<void> {
  const { accountId, display, facilityId } = ctx.actor;
  await ctx.sql.query(
    'insert into merging.split (id, from_id, to_id, words, by, by_name, facility_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [
      split.id,
      split.from,
      split.to,
      sealed(ctx, split.id, split.words),
      accountId,
      display,
      facilityId ?? null,
      ctx.now(),
    ],
  );
}

/** Two who were taken out of one record are never offered as one again. */
async function rememberDistinct(
  ctx: Context,
  desk: Context,
  one: string,
  other: string,
  words: string,
): Promise<void> {
  const [low, high] = inOrder(one, other);
  const people = [await survivorOf(desk, low), await survivorOf(desk, high)] as const;
  const pairId = await queuePair(ctx, desk, people, { source: 'hand' });
  await closePair(ctx, pairId, 'distinct', words);
}

function oneOfBoth(): AppError {
  const text = {
    vi: 'Hãy chọn một người đã có, hoặc ghi tên người mới; không cả hai.',
    en: 'Choose somebody who is there, or name somebody new; not both.',
  };
  return new AppError('request.invalid', { issues: [{ path: 'toId', text }] });
}
