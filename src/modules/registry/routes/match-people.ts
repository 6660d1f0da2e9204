import { AppError } from '#kernel/errors.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { readOldFont } from '#kernel/vietnam/old-fonts.ts';
import { titleCaseName } from '#kernel/vietnam/person-name.ts';
import { proposeName } from '#kernel/vietnam/typing-slip.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { matchPeople, registerPerson as registerEndpoint, type PersonDraft } from '../api.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { patientOfDraft } from '../domain/draft-patient.ts';
import { matchPatient } from '../people/match.ts';
import { register } from '../people/service.ts';
import { candidateLines, linesOf } from './lines.ts';

const mostShown = 8;

/** Who in the store may be the person stated, each explained field by field. */
export const matchPeopleRoute = defineRoute({
  ...matchPeople,
  allow: 'registry.match',
  handle: async (ctx, { person }) => {
    const patient = await readDraft(person);
    const candidates = await matchPatient(ctx, patient, mostShown);
    const proposedName = person.name === undefined ? undefined : proposalFor(person.name);
    return {
      candidates: await candidateLines(ctx, candidates),
      ...(proposedName !== undefined && { proposedName }),
    };
  },
});

export const registerPersonRoute = defineRoute({
  ...registerEndpoint,
  allow: 'registry.register',
  alone: 'without-key',
  handle: async (ctx, { person, distinctFrom }) => {
    const patient = await readDraft(person);
    const { outcome, patient: made, candidates } = await register(ctx, patient, { distinctFrom });
    const [line] = await linesOf(ctx, [made.id!]);
    const code = made.identifier?.find(({ system }) => system === identifierSystem.temporary)?.value;
    return {
      outcome,
      person: line!,
      ...(code !== undefined && outcome !== 'found' && { temporaryCode: code }),
      candidates: await candidateLines(ctx, candidates),
    };
  },
});

async function readDraft(person: PersonDraft) {
  const read = patientOfDraft(person, await loadCommunes());
  if ('refuse' in read) throw new AppError(read.refuse);
  return read.patient;
}

/** A name typed with the keyboard off or in an old font, as it was probably meant; a worker decides. */
function proposalFor(name: string): string | undefined {
  const { text, font } = readOldFont(name);
  const meant = font === undefined ? proposeName(name) : text;
  return meant === undefined || meant === name ? undefined : titleCaseName(meant);
}
