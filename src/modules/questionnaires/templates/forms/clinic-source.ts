import type { Bilingual } from '#kernel/schema.ts';

/** Where the forms of clinics come from. */
const annex = {
  vi: 'TT 32/2023/TT-BYT (sửa đổi bởi TT 25/2026), Phụ lục XXVIII',
  en: 'Circular 32/2023/TT-BYT (amended by 25/2026), Annex XXVIII',
};
/** A form that the annex names. */
export const after = (vi: string, en: string): Bilingual => ({
  vi: `${annex.vi}: ${vi}. Cấu trúc theo hiểu biết chung, cần đối chiếu bản gốc.`,
  en: `${annex.en}: ${en}. Structure from general knowledge, compare with the original.`,
});
/** What a field of its family asks. */
export const field = (vi: string, en: string): Bilingual => ({
  vi: `${annex.vi}, nhóm ${vi}. Nội dung chuyên khoa theo chuẩn lâm sàng.`,
  en: `${annex.en}, family of ${en}. What the field asks is a clinical standard.`,
});
