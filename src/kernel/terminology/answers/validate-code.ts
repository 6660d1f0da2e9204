import type { Parameters } from '@medplum/fhirtypes';
import type { Bilingual, Language } from '../../schema.ts';
import { findInSet, type CodeSet } from '../code-set.ts';
import type { CodeTable } from '../code-table.ts';
import { isNamed, nameOf } from '../names.ts';
import type { CodeSystemEntry } from '../terminology-source.ts';
import type { Terminology } from '../terminology.ts';

/** A code as a caller gives it. */
export interface GivenCode {
  readonly system?: string | undefined;
  readonly version?: string | undefined;
  readonly code: string;
  readonly display?: string | undefined;
}

/** What came out: `message` tells why not, or what to mind although it is right. */
export interface Verdict {
  readonly result: boolean;
  readonly message?: Bilingual;
  readonly display?: string;
}

const says = {
  unknownCode: { vi: 'Bộ mã không có mã này.', en: 'The code system does not have this code.' },
  outsideFragment: {
    vi: 'Mã không có trong phần danh mục đang lưu; danh mục ở đây chưa đầy đủ.',
    en: 'The code is not in the part of the code system that is held here; the list is not complete.',
  },
  unknownSystem: { vi: 'Chưa có bộ mã này.', en: 'This code system is not held here.' },
  notInSet: { vi: 'Mã không thuộc tập giá trị này.', en: 'The code is not in this value set.' },
  abstract: {
    vi: 'Mã này chỉ là tên nhóm, không dùng để ghi nhận.',
    en: 'This code is only a heading and cannot be recorded.',
  },
} satisfies Record<string, Bilingual>;

/** Whether a code is one of a code system's. @source FHIR R4, CodeSystem-operation-validate-code */
export async function checkInSystem(
  entry: CodeSystemEntry,
  given: GivenCode,
  language: Language,
): Promise<Verdict> {
  const table = await entry.open();
  const at = table.find(given.code);
  if (at >= 0) return right(table, at, given, language);
  const parsed = await entry.parse?.(given.code);
  if (parsed !== undefined)
    return { result: true, ...(parsed.display !== undefined && { display: parsed.display }) };
  const isWhole = entry.content === 'complete' || entry.parse !== undefined;
  return { result: false, message: isWhole ? says.unknownCode : says.outsideFragment };
}

/** What a check in a value set may be asked to mind. */
export interface SetCheck {
  readonly language: Language;
  /** false: a heading is not a valid choice. */
  readonly allowAbstract: boolean;
}

/** Whether a code is in a value set. @source FHIR R4, ValueSet-operation-validate-code */
export async function checkInSet(
  terminology: Terminology,
  set: CodeSet,
  given: GivenCode,
  { language, allowAbstract }: SetCheck,
): Promise<Verdict> {
  const found = findInSet(set, given.system, given.code);
  if (found !== undefined) {
    const { table } = found.part;
    if (!allowAbstract && table.isAbstract(found.at)) return { result: false, message: says.abstract };
    return right(table, found.at, given, language, found.part.names?.get(found.at));
  }
  const { system } = given;
  const entry = system === undefined ? undefined : terminology.codeSystem(system, given.version);
  if (system !== undefined && set.whole?.includes(system)) {
    const parsed = await entry?.parse?.(given.code);
    if (parsed !== undefined)
      return { result: true, ...(parsed.display !== undefined && { display: parsed.display }) };
  }
  const isKnown = entry !== undefined || set.parts.some((part) => part.table.system === system);
  if (!isKnown) return { result: false, message: says.unknownSystem };
  const table = await entry?.open();
  if (table === undefined || table.find(given.code) >= 0) return { result: false, message: says.notInSet };
  return { result: false, message: table.content === 'complete' ? says.unknownCode : says.outsideFragment };
}

/** The first right one of several codes, else what is wrong with the first. */
export async function checkAny(
  codes: readonly GivenCode[],
  check: (given: GivenCode) => Promise<Verdict>,
): Promise<Verdict> {
  let first: Verdict | undefined;
  for (const given of codes) {
    const verdict = await check(given);
    if (verdict.result) return verdict;
    first ??= verdict;
  }
  return first ?? { result: false, message: says.notInSet };
}

/** A wrong name does not make a code wrong: the right one is told. */
function right(table: CodeTable, at: number, given: GivenCode, language: Language, own?: string): Verdict {
  const display = own ?? nameOf(table, at, language);
  if (given.display === undefined || given.display === own || isNamed(table, at, given.display))
    return { result: true, display };
  return {
    result: true,
    display,
    message: {
      vi: `Mã đúng nhưng tên gửi kèm khác. Tên đúng: ${display}`,
      en: `The code is right but its name is not. It is: ${display}`,
    },
  };
}

/** The verdict as FHIR tells it. */
export function verdictParameters({ result, message, display }: Verdict, language: Language): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: result },
      ...(message === undefined ? [] : [{ name: 'message', valueString: message[language] }]),
      ...(display === undefined ? [] : [{ name: 'display', valueString: display }]),
    ],
  };
}
