import { AppError, type ErrorCode } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';

/** The error of one operation of a patch, named by its place: 'patch[2]'. Quotes no value. */
export function patchError(
  at: number,
  text: Bilingual,
  code: ErrorCode = 'patch.not-applicable',
  path?: string,
): AppError {
  return new AppError(code, { issues: [{ path: path ?? `patch[${at}]`, text }] });
}

/** Most operations of one patch. */
export const mostOperations = 1000;

export const patchTexts = {
  list: {
    vi: 'JSON Patch phải là một danh sách thao tác.',
    en: 'A JSON Patch must be a list of operations.',
  },
  many: {
    vi: 'Một lần vá nhận tối đa 1000 thao tác.',
    en: 'One patch takes 1000 operations at most.',
  },
  operation: {
    vi: 'Mỗi thao tác cần op là add, remove, replace, move, copy hoặc test.',
    en: 'Each operation needs an op: add, remove, replace, move, copy or test.',
  },
  path: {
    vi: 'path phải là con trỏ JSON, bắt đầu bằng /.',
    en: 'path must be a JSON Pointer that begins with /.',
  },
  from: {
    vi: 'Thao tác này cần from là con trỏ JSON.',
    en: 'This operation needs from, a JSON Pointer.',
  },
  value: { vi: 'Thao tác này cần value.', en: 'This operation needs a value.' },
  nowhere: {
    vi: 'Đường dẫn không có trong bản ghi hiện tại.',
    en: 'The path leads nowhere in the record as it is now.',
  },
  index: {
    vi: 'Vị trí trong danh sách không có.',
    en: 'There is no such place in the list.',
  },
  inside: {
    vi: 'Không thể chuyển một phần tử vào bên trong chính nó.',
    en: 'An element cannot be moved into itself.',
  },
  whole: {
    vi: 'Không thể xoá hay thay cả bản ghi bằng cách vá; hãy dùng DELETE hoặc PUT.',
    en: 'A patch cannot remove or replace the whole record; use DELETE or PUT.',
  },
  differs: {
    vi: 'Giá trị hiện tại khác với giá trị mà thao tác test chờ đợi; không có gì được sửa.',
    en: 'The present value is not what the test operation expects; nothing was changed.',
  },
  parameters: {
    vi: 'FHIRPath Patch phải là một bản ghi Parameters.',
    en: 'A FHIRPath Patch must be a Parameters resource.',
  },
  operationParts: {
    vi: 'Mỗi parameter phải tên operation và có part: type, path và những phần mà thao tác cần, mỗi phần một lần.',
    en: 'Each parameter must be named operation and have parts: type, path and what the operation needs, each once.',
  },
  type: {
    vi: 'type phải là add, insert, delete, replace hoặc move.',
    en: 'type must be add, insert, delete, replace or move.',
  },
  fhirPath: { vi: 'Thao tác này cần path là FHIRPath.', en: 'This operation needs path, a FHIRPath.' },
  name: { vi: 'Thao tác add cần name.', en: 'The operation add needs a name.' },
  indexNeeded: {
    vi: 'Thao tác insert cần index từ 0.',
    en: 'The operation insert needs an index from 0.',
  },
  sourceNeeded: {
    vi: 'Thao tác move cần source và destination từ 0.',
    en: 'The operation move needs source and destination from 0.',
  },
  simple: {
    vi: 'Đường dẫn của bản vá không dùng biểu thức chính quy và repeat().',
    en: 'The path of a patch takes no regular expressions and no repeat().',
  },
  several: {
    vi: 'Đường dẫn chỉ tới nhiều phần tử; cần đúng một.',
    en: 'The path leads to several elements; exactly one is needed.',
  },
  noFit: {
    vi: 'Giá trị này không hợp với phần tử ở đây.',
    en: 'This value does not fit the element here.',
  },
  noRoom: {
    vi: 'Không có phần tử tên này ở đây, hoặc đã có giá trị và không phải danh sách.',
    en: 'There is no element of this name here, or it has a value already and is no list.',
  },
  noList: {
    vi: 'Đường dẫn phải chỉ tới trọn một danh sách.',
    en: 'The path must lead to the whole of a list.',
  },
} as const satisfies Record<string, Bilingual>;
