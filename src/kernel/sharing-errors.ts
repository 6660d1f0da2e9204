import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of sharing a record by a link. Part of the platform's closed list. */
export const sharingErrorKinds = {
  'sharing.too-many-links': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Bạn đang có 20 liên kết còn mở. Hãy dừng một liên kết không còn cần rồi tạo liên kết mới.',
      en: 'You have 20 links that are still open. Stop one that is no longer needed, then make a new one.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
