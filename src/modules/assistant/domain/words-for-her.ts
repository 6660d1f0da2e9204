import type { Bilingual } from '#kernel/schema.ts';
import type { Stage } from './rule.ts';

/** Where no facility has charge of her, nobody but she was told, and the page must not say otherwise. */
const nobodyInCharge: Bilingual = {
  vi: 'Chưa có trạm nào phụ trách hồ sơ này nên chưa ai khác được báo. Hãy gọi hoặc đến cơ sở y tế gần nhất trong hôm nay. Khi có dấu hiệu nguy hiểm, gọi 115 ngay.',
  en: 'No station is in charge of this record, so nobody else was told. Call or go to the nearest health facility today. With danger signs call 115 at once.',
};
const nobodyAndNoHurry: Bilingual = {
  vi: 'Chưa có trạm nào phụ trách hồ sơ này nên chưa ai khác được báo. Hãy hỏi trạm y tế nơi bạn ở hoặc đặt lịch khám. Đừng tự ngừng thuốc.',
  en: 'No station is in charge of this record, so nobody else was told. Ask the health station where you live, or book a visit. Do not stop a medicine by yourself.',
};

/** What the person herself does: what she is asked for, or what she does while the station is asked. */
export function wordsForHer(
  { asks, urgent, todo, meanwhile, danger }: Stage,
  asked: 'person' | 'facility',
): Bilingual {
  if (asks === 'person' || asked === 'facility') return meanwhile ?? todo;
  if (!urgent) return nobodyAndNoHurry;
  if (danger === undefined) return nobodyInCharge;
  return { vi: `${nobodyInCharge.vi} ${danger.vi}`, en: `${nobodyInCharge.en} ${danger.en}` };
}
