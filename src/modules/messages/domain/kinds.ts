import type { Bilingual } from '#kernel/schema.ts';

/** What somebody may be told of. */
export const noticeKinds = [
  'message',
  'appointment',
  'due',
  'result',
  'reading',
  'correction',
  'shared',
  'access',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Ways outside the app. In the app everything is shown, always. */
export const ways = ['push', 'email', 'sms'] as const;
export type Way = (typeof ways)[number];

export const isNoticeKind = (text: string): text is NoticeKind => noticeKinds.some((one) => one === text);

/**
 * What is said outside the app: on a locked screen, in a letter, where others look along. Nothing of anybody's health, nobody's name, no facility.
 */
export const outsideWords: Readonly<Record<NoticeKind, Bilingual>> = {
  message: { vi: 'Bạn có một tin nhắn mới.', en: 'You have a new message.' },
  appointment: { vi: 'Có tin về một lịch hẹn.', en: 'There is news about a booking.' },
  due: { vi: 'Có một việc đến ngày.', en: 'Something is due.' },
  result: { vi: 'Hồ sơ có thông tin mới.', en: 'There is something new in a record.' },
  reading: { vi: 'Có điều nên xem trong Sen.', en: 'There is something to look at in Sen.' },
  correction: { vi: 'Một đề nghị đã có trả lời.', en: 'A request was answered.' },
  shared: { vi: 'Có tin về việc chia sẻ hồ sơ.', en: 'There is news about what is shared.' },
  access: { vi: 'Có tin về quyền xem hồ sơ.', en: 'There is news about who may see a record.' },
};

/** One sentence for one interruption, however many notices it stands for. */
export function outsideSentence(kinds: readonly NoticeKind[]): Bilingual {
  const [only] = kinds;
  if (kinds.length === 1 && only !== undefined) return outsideWords[only];
  return {
    vi: `Bạn có ${kinds.length} tin mới trong Sen.`,
    en: `You have ${kinds.length} new notices in Sen.`,
  };
}

/** What binds a reader to the person whose matter it is. */
export type Tie = 'self' | 'child' | 'youth' | 'carer';

/** What guardians of a child from 15 to 17 are still told of; the rest is the child's own to tell. */
const ofYouth: ReadonlySet<NoticeKind> = new Set(['appointment', 'due']);

/** What who cares for an adult is told of: when to be where. What doctors and she say to each other is hers. */
const ofCarer: ReadonlySet<NoticeKind> = new Set(['appointment', 'due']);

/**
 * Whether a reader may read notices of a kind. Words of a notice may say what a line of the record says, so that what the policy closes to guardians
 * as a child grows up, and to carers by label, is closed here whole.
 * @source own rule, after the access policy (guardians.ts, policy.ts), verify
 */
export function mayRead(tie: Tie, kind: NoticeKind): boolean {
  if (tie === 'youth') return ofYouth.has(kind);
  return tie !== 'carer' || ofCarer.has(kind);
}
