import type { Bilingual } from '#kernel/schema.ts';
import type { Stage } from './rule.ts';

/** Where no facility has charge of her, nobody but she was told, and the page must not say otherwise. */
const nobodyInCharge: Bilingual = {
  vi: 'Chưa có trạm nào phụ trách hồ sơ này nên chưa ai khác được báo. Hãy gọi hoặc đến cơ sở y tế gần nhất trong hôm nay. Khi có dấu hiệu nguy hiểm, gọi 115 ngay.',
  en: 'No station is in charge of this record, so nobody else was told. Call or go to the nearest health facility today. With danger signs call 115 at once.',
};

/** What the person herself does: what she is asked for, or what she does while the station is asked. */
export function wordsForHer({ asks, todo, meanwhile }: Stage, asked: 'person' | 'facility'): Bilingual {
  if (asks === 'facility' && asked === 'person') return nobodyInCharge;
  return meanwhile ?? todo;
}
