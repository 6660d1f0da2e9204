import { randomUUID } from 'node:crypto';
import type { Immunization, Patient } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { onEvent } from '#platform/module/define-module.ts';
import { immunisationTold, nationalImmunisation, type NationalDose } from '../../doors/api.ts';
import { givenFrom } from '../domain/from-fhir.ts';
import { productOf } from '../domain/national-schedule.ts';
import { asSen } from '../station.ts';
import { birthOrderOf, childrenOf } from './find-mother.ts';
import { nationalSystem } from './national-identifier.ts';

/** What became of a dose that the national system told of. */
export interface Taken {
  readonly state: 'taken' | 'known' | 'open' | 'dismissed';
  readonly because?: string;
  readonly patientId?: string;
  readonly immunizationId?: string;
}

const purpose = (id: string): string => `national dose ${id}`;

/**
 * Takes over doses that others gave. Whose they are is said by a number that exactly one person holds and a day of birth that is hers; what
 * is not certain waits for somebody. The same dose told twice is one.
 */
export const takeTold = onEvent(immunisationTold, 'immunisation.take-told', async (ctx, { updateId }) => {
  const desk = ctx.use(nationalImmunisation);
  const told = await desk.readUpdate(updateId);
  if (told === undefined) return;
  const { dose, kind } = told;
  const taken = kind === 'dose-withdrawn' ? await withdraw(ctx, dose) : await takeDose(ctx, dose, undefined);
  await keep(ctx, dose, taken);
  await desk.forgetUpdate(updateId);
});

/** Writes the dose into the record of the person it belongs to, or says why it cannot be. */
export async function takeDose(
  ctx: Context,
  dose: NationalDose,
  patientId: string | undefined,
): Promise<Taken> {
  const { record } = asSen(ctx);
  const holders = patientId === undefined ? await holdersOf(ctx, dose) : [patientId];
  if (holders.length === 0) return { state: 'open', because: 'nobody' };
  if (holders.length > 1) return { state: 'open', because: 'several' };
  const holder = holders[0]!;
  const patient = JSON.parse((await record.read('Patient', holder)).text) as Patient;
  // Somebody who chose the person by hand has compared the days.
  if (patientId === undefined && patient.birthDate !== dose.person.birthDate)
    return { state: 'open', because: 'birth-differs' };
  if (patient.birthDate !== undefined && dose.on < patient.birthDate)
    return { state: 'open', because: 'before-birth' };
  const known = await sameDose(ctx, holder, dose);
  if (known !== undefined) return { state: 'known', patientId: holder, immunizationId: known };
  const { id } = await record.create(immunizationFrom(dose, holder), {
    ifNoneExist: `identifier=${encodeURIComponent(`${nationalSystem}|${dose.id}`)}`,
  });
  return { state: 'taken', patientId: holder, immunizationId: id };
}

async function holdersOf(ctx: Context, { person }: NationalDose): Promise<string[]> {
  const { record } = asSen(ctx);
  const holders = async (number: string): Promise<string[]> => {
    const token = encodeURIComponent(`${identifierSystem.personalNumber}|${number}`);
    return (await record.search('Patient', `identifier=${token}&_count=5`)).matches.map(({ id }) => id);
  };
  if (person.number !== undefined) return holders(person.number);
  if (person.motherNumber === undefined) return [];
  const children = await childrenOf(asSen(ctx), person.motherNumber);
  const found: string[] = [];
  for (const id of children) {
    const child = JSON.parse((await record.read('Patient', id)).text) as Patient;
    const isThis = child.birthDate === person.birthDate && birthOrderOf(child) === (person.birthOrder ?? 1);
    if (isThis) found.push(id);
  }
  return found;
}

/** The same vaccine on the same day: we told it ourselves, or a worker has taken it from a paper book. */
async function sameDose(ctx: Context, patientId: string, dose: NationalDose): Promise<string | undefined> {
  const page = await asSen(ctx).record.search('Immunization', `patient=${patientId}&_count=500`);
  return page.matches
    .flatMap(({ id, text }) => givenFrom({ ...(JSON.parse(text) as Immunization), id }) ?? [])
    .find(
      ({ on, cvx, doseCode }) =>
        on === dose.on &&
        ((cvx !== undefined && cvx === dose.cvx) || (doseCode !== undefined && doseCode === dose.doseCode)),
    )?.id;
}

function immunizationFrom(dose: NationalDose, patientId: string): Immunization {
  const product = dose.doseCode === undefined ? undefined : productOf(dose.doseCode);
  const cvx = dose.cvx ?? product?.cvx;
  return {
    resourceType: 'Immunization',
    identifier: [{ system: nationalSystem, value: dose.id }],
    status: 'completed',
    vaccineCode: {
      coding: [
        ...(cvx === undefined ? [] : [{ system: codeSystem.cvx, code: cvx }]),
        ...(product === undefined ? [] : [{ system: codeSystem.vaccineDose, code: product.code }]),
      ],
      text: dose.vaccine,
    },
    patient: { reference: `Patient/${patientId}` },
    occurrenceDateTime: dose.on,
    primarySource: false,
    reportOrigin: { text: 'Hệ thống tiêm chủng quốc gia' },
    ...(dose.facilityName !== undefined && { location: { display: dose.facilityName } }),
    ...(dose.lot !== undefined && { lotNumber: dose.lot }),
    ...(dose.doseNumber !== undefined && {
      protocolApplied: [
        { targetDisease: dose.antigens.map((text) => ({ text })), doseNumberPositiveInt: dose.doseNumber },
      ],
    }),
  };
}

/** The other side takes a dose back: ours stays, marked as entered in error, where it came from there. */
async function withdraw(ctx: Context, dose: NationalDose): Promise<Taken> {
  const { record } = asSen(ctx);
  const token = encodeURIComponent(`${nationalSystem}|${dose.id}`);
  const [found] = (await record.search('Immunization', `identifier=${token}&_count=1`)).matches;
  if (found === undefined) return { state: 'known' };
  const old = JSON.parse(found.text) as Immunization;
  await record.update({ ...old, id: found.id, status: 'entered-in-error' });
  return { state: 'taken', immunizationId: found.id };
}

async function keep(ctx: Context, dose: NationalDose, taken: Taken): Promise<void> {
  const id = randomUUID();
  // A dose is kept whole only while it waits for somebody.
  const sealed = taken.state === 'open' ? ctx.seal.seal(JSON.stringify(dose), purpose(dose.id)) : null;
  await ctx.sql.query(
    `insert into immunisation.incoming (id, their_id, state, because, at, patient_id, immunization_id, sealed)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (their_id) do update set state = excluded.state, because = excluded.because, patient_id = excluded.patient_id,
       immunization_id = excluded.immunization_id, sealed = excluded.sealed`,
    [
      id,
      dose.id,
      taken.state,
      taken.because ?? null,
      ctx.now(),
      taken.patientId ?? null,
      taken.immunizationId ?? null,
      sealed,
    ],
  );
}

/** The dose of a row that waits. */
export function openDose(
  ctx: Context,
  row: { readonly their_id: string; readonly sealed: string },
): NationalDose {
  return JSON.parse(ctx.seal.open(row.sealed, purpose(row.their_id))) as NationalDose;
}
