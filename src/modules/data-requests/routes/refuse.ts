import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';

const sentences = {
  'not-waiting': {
    vi: 'Yêu cầu này không còn chờ quyết định.',
    en: 'This request no longer waits for a decision.',
  },
  'own-request': {
    vi: 'Không ai được tự duyệt yêu cầu của mình.',
    en: 'Nobody decides on her own request.',
  },
  'decided-already': {
    vi: 'Bàn này đã có quyết định rồi.',
    en: 'This desk has decided already.',
  },
  'same-person': {
    vi: 'Hai quyết định phải của hai người khác nhau.',
    en: 'The two decisions have to be those of two persons.',
  },
  'end-day': {
    vi: 'Ngày kết thúc phải sau hôm nay và trong vòng hai năm.',
    en: 'The last day has to be after today and within two years.',
  },
  'not-open': {
    vi: 'Yêu cầu này chưa sẵn sàng hoặc đã kết thúc.',
    en: 'This request is not ready, or has ended.',
  },
  'no-copies': {
    vi: 'Đã tải đủ số bản cho phép của bảng này. Hãy gửi yêu cầu mới nếu cần thêm.',
    en: 'All copies of this table that are allowed were downloaded. Ask anew if more are needed.',
  },
} as const satisfies Record<string, Bilingual>;

/** A refusal of this module with its sentence. */
export function refuse(reason: keyof typeof sentences, path?: string): AppError {
  const text = sentences[reason];
  return new AppError('request.invalid', { issues: [{ ...(path !== undefined && { path }), text }] });
}
