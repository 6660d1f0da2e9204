import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { notify } from '#modules/messages/notify.ts';
import { labelOf, type LinkRow } from './link-rows.ts';

type Cause = 'opened' | 'locked';

const titles: Readonly<Record<Cause, Bilingual>> = {
  opened: { vi: 'Liên kết bạn chia sẻ đã được mở', en: 'A link that you shared was opened' },
  locked: {
    vi: 'Liên kết bạn chia sẻ đã khóa vì mật mã sai nhiều lần',
    en: 'A link that you shared is locked after wrong passcodes',
  },
};
const words: Readonly<Record<Cause, Bilingual>> = {
  opened: {
    vi: 'Xem ai đã mở và lúc nào, hoặc dừng chia sẻ, ở trang Chia sẻ hồ sơ.',
    en: 'The page Share my record says who opened it and when. You can stop sharing there.',
  },
  locked: {
    vi: 'Không ai mở được liên kết này nữa. Nếu người nhận chưa xem được, hãy tạo liên kết mới.',
    en: 'Nobody can open it any more. If the reader has not seen it yet, make a new link.',
  },
};

/** Tells whose link it is, once of each cause. Her own trying it out is no news. In the transaction of the cause. */
export async function tellOwner(ctx: Context, row: LinkRow, cause: Cause): Promise<void> {
  if (ctx.actor.patientId === row.patient_id) return;
  const label = row.label === null ? '' : ctx.seal.open(row.label, labelOf(row.id));
  const named = (text: string): string => (label === '' ? text : `“${label}”. ${text}`);
  await notify(ctx, {
    patientId: row.patient_id,
    kind: 'shared',
    key: `sharing-${cause}-${row.id}`,
    title: titles[cause],
    words: { vi: named(words[cause].vi), en: named(words[cause].en) },
    link: '/share',
  });
}
