import type { Address, Identifier, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { dayInVietnam, formatDay } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import type { PersonLine } from '../api.ts';
import {
  addressOf,
  humanName,
  identifiersOf,
  provisionalTag,
  withoutNumberSystem,
} from '../domain/draft-patient.ts';
import { homeMates, leaveHome } from '../people/households.ts';
import { keepReason } from '../people/keep-reason.ts';
import { matchPatient } from '../people/match.ts';
import { tiesOf } from '../people/ties.ts';
import { correctPerson, linkNumber, movePerson, recordDeath } from '../domain/person-contract.ts';
import { linesOf } from './lines.ts';
import { tieLines } from './ties.ts';

/** Reads a person as the actor, lets `change` make her next version, and writes it as the actor: the access policy decides both. */
async function change(
  ctx: Context,
  id: string,
  next: (patient: Patient) => Patient | Promise<Patient>,
): Promise<{ person: PersonLine }> {
  const stored = await ctx.record.read('Patient', id);
  const patient = await next(JSON.parse(stored.text) as Patient);
  await ctx.record.update(patient, { ifMatch: stored.versionId });
  const [person] = await linesOf(ctx, [id]);
  return { person: person! };
}

/** A name that was recorded wrongly stays as an old one, so that papers which bear it still find her; the reason goes into a Provenance. */
export const correctPersonRoute = defineRoute({
  ...correctPerson,
  allow: 'registry.correct',
  handle: async (ctx, { id, name, birthDate, gender, phone, reason, paperId }) => {
    const today = dayInVietnam(ctx.now());
    const done = await change(ctx, id, (patient) => ({
      ...patient,
      ...(name !== undefined && name !== '' && { name: [humanName(name), ...formerNames(patient, today)] }),
      ...(birthDate !== undefined && { birthDate }),
      ...(gender !== undefined && { gender }),
      ...(phone !== undefined &&
        phone !== '' && {
          telecom: [
            { system: 'phone' as const, value: normalizePhone(phone) ?? phone },
            ...(patient.telecom ?? []).filter(({ system }) => system !== 'phone').map((one) => ({ ...one })),
          ],
        }),
    }));
    const said = { name, birthDate, gender, phone };
    const what = Object.entries(said).flatMap(([field, value]) =>
      value === undefined || value === '' ? [] : [field],
    );
    await keepReason(ctx, id, { what, reason, paperId });
    return done;
  },
});

function formerNames({ name }: Patient, today: string): NonNullable<Patient['name']> {
  return (name ?? []).map((one) =>
    one.use === 'old' ? one : { ...one, use: 'old', period: { ...one.period, end: today } },
  );
}

/** The new home from its day on; the former one ends then and stays. */
export const movePersonRoute = defineRoute({
  ...movePerson,
  allow: 'registry.correct',
  handle: async (ctx, { id, address, from, household, paperId }) => {
    const communes = await loadCommunes();
    const home = addressOf(address, communes);
    if (home === undefined) throw new AppError('request.invalid');
    const move = (patient: Patient): Patient => ({ ...patient, address: moved(patient, home, from) });
    const others = household === 'moves' ? await homeMates(ctx, id) : [];
    for (const other of others) await change(ctx, other, move);
    const done = await change(ctx, id, move);
    if (household === 'is-left') await leaveHome(ctx, id, from);
    const reason = `${formatDay(from)}: ${home.text ?? ''}`;
    await keepReason(ctx, id, { what: ['address'], reason, paperId });
    return done;
  },
});

function moved({ address }: Patient, home: Address, from: string): Address[] {
  return [
    { ...home, period: { start: from } },
    ...(address ?? []).map((one): Address =>
      one.use === 'old' || one.period?.end !== undefined
        ? one
        : { ...one, use: 'old', period: { ...one.period, end: from } },
    ),
  ];
}

/**
 * A number that came later or took the place of another of its kind: the former is old from that day. The temporary code ends with the
 * personal number and stays in the history. Errors: registry.number-of-another, registry.number-shape.
 */
export const linkNumberRoute = defineRoute({
  ...linkNumber,
  allow: 'registry.correct',
  handle: async (ctx, { id, kind, value, from, paperId }) => {
    const added = identifiersOf(kind, value);
    if (added === undefined) throw new AppError('registry.number-shape');
    const day = from ?? dayInVietnam(ctx.now());
    const done = await change(ctx, id, async (patient) => {
      await refuseHeld(ctx, patient, added);
      return withNumbers(patient, added, day);
    });
    if (paperId !== undefined)
      await keepReason(ctx, id, { what: ['number'], reason: formatDay(day), paperId });
    return done;
  },
});

async function refuseHeld(ctx: Context, patient: Patient, added: readonly Identifier[]): Promise<void> {
  const personal = added.find(({ system }) => system === identifierSystem.personalNumber);
  if (personal === undefined) return;
  const bare: Patient = { resourceType: 'Patient', id: patient.id!, identifier: [personal] };
  const held = (await matchPatient(ctx, { ...patient, ...bare })).some(({ explanation }) =>
    explanation.fields.some(({ field, level }) => field === 'personalNumber' && level === 'same'),
  );
  if (held) throw new AppError('registry.number-of-another');
}

/** The identifiers of a person with others added; pure. */
export function withNumbers(patient: Patient, added: readonly Identifier[], day: string): Patient {
  const systems = new Set(added.map(({ system }) => system));
  const isReal = systems.has(identifierSystem.personalNumber);
  const kept = (patient.identifier ?? [])
    .filter((one) => !added.some(({ system, value }) => system === one.system && value === one.value))
    .map((one): Identifier => {
      const isOver = systems.has(one.system) || (isReal && one.system === identifierSystem.temporary);
      return isOver && one.use !== 'old' ? { ...one, use: 'old', period: { ...one.period, end: day } } : one;
    });
  const tags = (patient.meta?.tag ?? []).filter(
    ({ system }) => !isReal || (system !== provisionalTag.system && system !== withoutNumberSystem),
  );
  const { tag: _former, ...meta } = patient.meta ?? {};
  return {
    ...patient,
    meta: { ...meta, ...(tags.length > 0 && { tag: tags }) },
    identifier: [...added.map((one) => ({ ...one, period: { start: day } })), ...kept],
  };
}

/**
 * The day of death closes nothing by itself: the access policy lets named relatives see the record of the dead from that day on, and who
 * they are is answered, so that the desk sees whom it opens it to.
 */
export const recordDeathRoute = defineRoute({
  ...recordDeath,
  allow: 'registry.correct',
  handle: async (ctx, { id, on, reason, paperId }) => {
    if (on > dayInVietnam(ctx.now())) throw new AppError('registry.day-ahead');
    const done = await change(ctx, id, ({ deceasedBoolean: _said, ...patient }) => ({
      ...patient,
      deceasedDateTime: on,
    }));
    await keepReason(ctx, id, { what: ['death'], reason, paperId });
    const relatives = (await tiesOf(ctx, id)).filter(({ isActive }) => isActive);
    return { ...done, relatives: await tieLines(ctx, relatives) };
  },
});
