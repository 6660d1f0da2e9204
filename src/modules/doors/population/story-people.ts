import type { Patient } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { foldText } from '#kernel/fhir/fold.ts';
import { titleCaseName } from '#kernel/vietnam/person-name.ts';
import { numberOf } from '../registers/simulator/chance.ts';
import type { PopulationPerson } from './protocol.ts';

/**
 * How the simulated database tells somebody of the demo's story: mostly as the record does, and of every fourteenth something else, so that
 * there is something to repair. The same number always has the same fate. Undefined: it knows nobody by this number.
 * @param isPlain true for those whom the story needs as they are
 */
export function personOfStory(
  number: string,
  patient: Patient,
  isPlain: boolean,
): PopulationPerson | undefined {
  const name = patient.name?.find(({ use }) => use !== 'old')?.text;
  const { birthDate, gender } = patient;
  if (name === undefined || birthDate === undefined || (gender !== 'male' && gender !== 'female'))
    return undefined;
  const home = patient.address?.find(({ use }) => use !== 'old');
  const communeCode = home?.extension
    ?.flatMap(({ extension = [] }) => extension)
    .find(({ url }) => url === 'ward')
    ?.valueCodeableConcept?.coding?.find(({ system }) => system === codeSystem.administrativeUnit)?.code;
  const died = patient.deceasedDateTime?.slice(0, 10);
  const as: PopulationPerson = {
    number,
    name: titleCaseName(name),
    birthDate,
    sex: gender,
    state: died === undefined ? 'living' : 'dead',
    ...(died !== undefined && { diedOn: died }),
    address: {
      ...(home?.line?.[0] !== undefined && { line: home.line[0] }),
      ...(communeCode !== undefined && { communeCode }),
      ...(home?.city !== undefined && { commune: home.city }),
      ...(home?.state !== undefined && { province: home.state }),
    },
    formerNumbers: [],
  };
  return isPlain ? as : withFate(as, numberOf(number) % 1000);
}

function withFate(as: PopulationPerson, fate: number): PopulationPerson | undefined {
  if (fate < 15) return { ...as, name: titleCaseName(markLess(as.name)) };
  if (fate < 30) return { ...as, birthDate: otherDay(as.birthDate) };
  if (fate < 34) return { ...as, sex: as.sex === 'male' ? 'female' : 'male' };
  if (fate < 40) return { ...as, name: 'Đinh Công Trứ', birthDate: '1961-08-19' };
  if (fate < 46) return undefined;
  if (fate < 50) return { ...as, state: 'dead', diedOn: '2026-09-30' };
  if (fate < 68)
    return {
      ...as,
      address: {
        line: 'Tổ 7',
        communeCode: '00004',
        commune: 'Phường Ba Đình',
        province: 'Thành phố Hà Nội',
      },
    };
  return fate < 80 ? { ...as, birthDate: as.birthDate.slice(0, 4) } : as;
}

/** The last word without its marks, as it is typed in a hurry. */
function markLess(name: string): string {
  const words = name.split(' ');
  const last = words.at(-1) ?? '';
  return foldText(last) === last.toLowerCase() ? name : [...words.slice(0, -1), foldText(last)].join(' ');
}

function otherDay(day: string): string {
  const [year = '', month, date] = day.split('-');
  if (month === undefined || date === undefined) return String(Number(year) + 1);
  if (Number(date) <= 12 && date !== month) return `${year}-${date}-${month}`;
  return `${year}-${month}-${date === '10' ? '11' : '10'}`;
}
