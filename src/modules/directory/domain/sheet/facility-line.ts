import type { Communes } from '#kernel/vietnam/communes.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import { oldProvinces, provinces } from '#kernel/vietnam/provinces.ts';
import { isMail, type FacilityForm } from '../facility-form.ts';
import {
  careLevels,
  facilityKinds,
  openingStates,
  ownerships,
  serviceKinds,
  type ServiceKind,
} from '../facility-words.ts';
import { guessKind } from '../facility-fhir.ts';
import { plainOf } from '../find-words.ts';
import { readHours } from '#kernel/vietnam/opening-hours.ts';
import { placeBook } from '../place-answers.ts';
import type { LineReader } from './read-line.ts';

/** What a line says of a facility; what it leaves empty stays as it is. */
export type FacilityWishLine = Partial<FacilityForm> & Pick<FacilityForm, 'code' | 'name'>;

/** Reads a line; undefined where it has no code or name. Findings are in the reader. */
export function readFacilityLine(line: LineReader, communes: Communes): FacilityWishLine | undefined {
  const code = line.digits('code', 5);
  const name = line.words('name');
  if (code === undefined) line.refuse('missing', 'code');
  else if (!/^\d{5}$/u.test(code)) line.refuse('code.shape', 'code', code);
  if (name === undefined || name.length < 3) line.refuse('missing', 'name', name);
  if (code === undefined || name === undefined) return undefined;
  const commune = readCommune(line, communes);
  const province = commune === undefined ? undefined : communes.find(commune, '9999-01-01')?.provinceCode;
  if (province !== undefined && oldProvinces.get(code.slice(0, 2))?.newCode !== province) {
    // Zeros that were put back and lead elsewhere were never lost: some other digit is missing.
    const isPadded = line.findings.some((one) => one.code === 'code.zeros');
    if (isPadded) line.refuse('code.shape', 'code', code);
    else line.note('code.province', 'code', code);
  }
  const codes = {
    licence: line.words('licence', 50),
    registration: line.words('registration', 50),
    healthCheck: line.digits('healthCheck', 13),
    prescription: line.words('prescription', 50),
  };
  const given = defined(codes);
  return {
    code,
    name,
    ...defined({
      kind: readKind(line, name),
      level: readLevel(line),
      ownership: readWord(line, 'ownership', ownerships, ownershipWords, 'ownership.unknown'),
      line: line.words('line'),
      commune,
      phone: kept(line, 'phone', 'phone.unknown', (text) => normalizePhone(text) !== undefined),
      email: kept(line, 'email', 'email.unknown', isMail),
      web: kept(line, 'web', 'web.unknown', (text) => /^https?:\/\/\S+$/u.test(text)),
      state: readWord(line, 'state', openingStates, stateWords, 'state.unknown'),
      hours: readOpening(line),
      services: readServices(line),
      beds: readBeds(line),
      ...readPoint(line),
    }),
    ...(Object.keys(given).length > 0 && { codes: given }),
  };
}

/** A line laid over what is stored, or over nothing. Codes that the line does not name stay. */
export function overlay(wish: FacilityWishLine, before: FacilityForm | undefined): FacilityForm | undefined {
  const { codes, ...rest } = wish;
  if (before !== undefined) {
    // One figure for all beds says nothing against departments that add up to it.
    const total = before.beds.reduce((sum, { count }) => sum + count, 0);
    const isSameTotal =
      rest.beds !== undefined && rest.beds.reduce((sum, { count }) => sum + count, 0) === total;
    return {
      ...before,
      ...rest,
      ...(isSameTotal && { beds: before.beds }),
      codes: { ...before.codes, ...codes },
    };
  }
  if (rest.commune === undefined) return undefined;
  return {
    state: 'open',
    hours: [],
    services: [],
    beds: [],
    kind: guessKind({ name: wish.name }),
    ...rest,
    commune: rest.commune,
    codes: { ...codes },
  };
}

const ownershipWords = {
  'cong lap': 'public',
  'nha nuoc': 'public',
  cong: 'public',
  'tu nhan': 'private',
  tu: 'private',
  'ngoai cong lap': 'private',
} as const;
const stateWords = {
  'hoat dong': 'open',
  'dang hoat dong': 'open',
  'mo cua': 'open',
  'tam ngung': 'paused',
  'tam dung': 'paused',
  'tam ngung hoat dong': 'paused',
  'ngung hoat dong': 'closed',
  'da dong cua': 'closed',
  'dong cua': 'closed',
  'giai the': 'closed',
  'da ngung han': 'closed',
} as const;

function readKind(line: LineReader, name: string): FacilityForm['kind'] | undefined {
  const said = line.words('kind');
  if (said === undefined) return undefined;
  const found = codeOf(facilityKinds, said);
  if (found !== undefined) return found;
  const guessed = guessKind({ name: `${said} ${name}` });
  if (guessed !== 'other') return guessed;
  line.refuse('kind.unknown', 'kind', said);
  return undefined;
}

function readLevel(line: LineReader): FacilityForm['level'] | undefined {
  const said = line.words('level');
  if (said === undefined) return undefined;
  const found = codeOf(careLevels, said) ?? codeOf(careLevels, `cấp ${said}`);
  if (found !== undefined) return found;
  if (/^(?:tuyen|hang)\b|^(?:xa|huyen|tinh|trung uong|[1-4]|i{1,3}|iv)$/u.test(plainOf(said)))
    line.note('level.former', 'level', said);
  else line.refuse('level.unknown', 'level', said);
  return undefined;
}

function readWord<K extends string>(
  line: LineReader,
  column: string,
  list: Readonly<Record<K, { readonly vi: string; readonly en: string }>>,
  words: Readonly<Record<string, K>>,
  fault: Parameters<LineReader['refuse']>[0],
): K | undefined {
  const said = line.words(column);
  if (said === undefined) return undefined;
  const found =
    codeOf(list, said) ?? (Object.hasOwn(words, plainOf(said)) ? words[plainOf(said)] : undefined);
  if (found === undefined) line.refuse(fault, column, said);
  return found;
}

/** The code of a word of a list, in either language, or the code itself. */
function codeOf<K extends string>(
  list: Readonly<Record<K, { readonly vi: string; readonly en: string }>>,
  said: string,
): K | undefined {
  const plain = plainOf(said);
  return (Object.entries(list) as [K, { vi: string; en: string }][]).find(([code, { vi, en }]) =>
    [code, vi, en].some((word) => plainOf(word) === plain),
  )?.[0];
}

function kept(
  line: LineReader,
  column: string,
  fault: Parameters<LineReader['note']>[0],
  isGood: (text: string) => boolean,
): string | undefined {
  const said = line.words(column);
  if (said === undefined || isGood(said)) return said;
  line.note(fault, column, said);
  return undefined;
}

function readOpening(line: LineReader): FacilityForm['hours'] | undefined {
  const said = line.words('hours');
  if (said === undefined) return undefined;
  const hours = readHours(said);
  if (hours === undefined) line.refuse('hours.unknown', 'hours', said);
  return hours?.map(({ days, from, to }) => ({ days: [...days], from, to }));
}

function readServices(line: LineReader): ServiceKind[] | undefined {
  const said = line.words('services', 1000);
  if (said === undefined) return undefined;
  const found = new Set<ServiceKind>();
  for (const part of said.split(/[;\n|]/u)) {
    if (part.trim() === '') continue;
    const service = codeOf(serviceKinds, part);
    if (service === undefined) line.note('service.unknown', 'services', part.trim());
    else found.add(service);
  }
  return (Object.keys(serviceKinds) as ServiceKind[]).filter((service) => found.has(service));
}

function readBeds(line: LineReader): FacilityForm['beds'] | undefined {
  const count = line.number('beds');
  if (count === undefined) return undefined;
  if (Number.isInteger(count) && count >= 0 && count <= 5000)
    return count === 0 ? [] : [{ department: 'general', count }];
  line.refuse('beds.unknown', 'beds');
  return undefined;
}

function readPoint(line: LineReader): Pick<FacilityForm, 'latitude' | 'longitude'> {
  const [latitude, longitude] = [line.number('latitude'), line.number('longitude')];
  if (latitude === undefined || longitude === undefined) return {};
  if (latitude >= 6 && latitude <= 24 && longitude >= 101 && longitude <= 118) return { latitude, longitude };
  line.note('point.unknown', 'latitude', `${latitude} ${longitude}`);
  return {};
}

/** A commune by its code, or by its name and province. What is old is shown with what it may have become, never changed. */
function readCommune(line: LineReader, communes: Communes): string | undefined {
  const book = placeBook(communes);
  const code = line.digits('communeCode', 5);
  const [name, province] = [line.words('commune'), line.words('province')];
  const isProvince = (one: { readonly name: string }): boolean =>
    province === undefined ||
    plainOf(one.name).replace(/^(?:tinh|thanh pho) /u, '') ===
      plainOf(province).replace(/^(?:tinh|thanh pho|tp) /u, '');
  const nowhere = province !== undefined && ![...provinces.values()].some(isProvince);
  if (code !== undefined) {
    const now = book.unit('now', code);
    // A code that was used again means its present unit only where the name beside it does not say otherwise.
    if (now !== undefined && (name === undefined || isCalled(now.name, name))) return code;
    if (book.unit('before', code) !== undefined) refuseOld(line, 'communeCode', book, [code]);
    else line.refuse('commune.unknown', 'communeCode', code);
    return undefined;
  }
  if (name === undefined) return undefined;
  const found = communes.all.filter(
    (one) => isCalled(one.name, name) && isProvince(provinces.get(one.provinceCode) ?? { name: '' }),
  );
  if (found.length === 1) return found[0]!.code;
  if (found.length > 1)
    line.refuse(
      'commune.several',
      'commune',
      found
        .slice(0, 6)
        .map((one) => `${one.code} ${one.name}`)
        .join(', '),
    );
  else {
    const old = communes.allBefore.filter(
      (one) =>
        isCalled(one.name, name) &&
        (isProvince(oldProvinces.get(one.provinceCode) ?? { name: '' }) ||
          isProvince(provinces.get(oldProvinces.get(one.provinceCode)?.newCode ?? '') ?? { name: '' })),
    );
    if (old.length > 0)
      refuseOld(
        line,
        'commune',
        book,
        old.map((one) => one.code),
      );
    else
      line.refuse(
        nowhere ? 'province.unknown' : 'commune.unknown',
        nowhere ? 'province' : 'commune',
        nowhere ? province : name,
      );
  }
  return undefined;
}

/** 'Tiên Du' is called 'Xã Tiên Du', and 'xã tiên du' too. */
function isCalled(name: string, said: string): boolean {
  const [whole, plain] = [plainOf(name), plainOf(said)];
  return whole === plain || whole.replace(/^(?:xa|phuong|dac khu|thi tran) /u, '') === plain;
}

function refuseOld(
  line: LineReader,
  column: string,
  book: ReturnType<typeof placeBook>,
  codes: readonly string[],
): void {
  const proposals = codes.flatMap((code) => book.others('before', code)).slice(0, 5);
  if (proposals.length === 0) line.refuse('commune.old-unmapped', column);
  else line.refuse('commune.old', column, proposals.map(({ code, name }) => `${code} ${name}`).join(', '));
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
