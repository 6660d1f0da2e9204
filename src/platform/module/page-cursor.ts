import { AppError } from '#kernel/errors.ts';

/** Place in a list sorted by time and id, newest first. */
export interface PagePlace {
  readonly at: Date;
  readonly id: string;
}

/** The place as an opaque text for the caller. */
export function printCursor(place: PagePlace): string {
  return Buffer.from(`${place.at.toISOString()} ${place.id}`).toString('base64url');
}

/** Throws request.invalid for anything that `printCursor` did not print. */
export function parseCursor(cursor: string | undefined): PagePlace | undefined {
  if (cursor === undefined) return undefined;
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const time = new Date(at);
  if (Number.isNaN(time.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new AppError('request.invalid', {
      issues: [
        {
          path: 'cursor',
          text: {
            vi: 'Con trỏ trang không đúng. Hãy mở lại danh sách.',
            en: 'The page cursor is not right. Open the list again.',
          },
        },
      ],
    });
  }
  return { at: time, id };
}
