import { AppError, type ErrorCode } from '../errors.ts';

const named = (
  code: ErrorCode,
  issue: 'not-found' | 'code-invalid' | 'not-supported',
  vi: string,
  en: string,
): AppError => new AppError(code, { issues: [{ issue, text: { vi, en } }] });

/** A URL as it may stand in a sentence: cut, without what could be mistaken for more than an address. */
const shown = (url: string): string => url.replace(/[^\w:/.?=|#-]/g, '').slice(0, 200);

/** The house does not have this code system (in this version). */
export function unknownSystem(system: string, version?: string): AppError {
  const url = shown(version === undefined ? system : `${system}|${version}`);
  return named(
    'terminology.unknown-system',
    'not-found',
    `Chưa có bộ mã ${url}.`,
    `The code system ${url} is not held here.`,
  );
}

/** The house does not have this value set. */
export function unknownValueSet(canonical: string): AppError {
  const url = shown(canonical);
  return named(
    'terminology.unknown-value-set',
    'not-found',
    `Chưa có tập giá trị ${url}.`,
    `The value set ${url} is not held here.`,
  );
}

/** The value set stands on a list that needs a licence that this house does not have. */
export function lockedValueSet(canonical: string, system: string): AppError {
  const [url, list] = [shown(canonical), shown(system)];
  return named(
    'terminology.not-held',
    'not-supported',
    `Không mở được ${url}: cần bộ mã ${list}, hệ thống này không có quyền lưu bộ mã đó.`,
    `${url} cannot be expanded: it needs ${list}, which this house has no licence to hold.`,
  );
}
