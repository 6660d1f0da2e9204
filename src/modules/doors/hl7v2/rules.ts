import type { Bilingual } from '#kernel/schema.ts';

/** Where in a message, as HL7 counts: fields and components from 1. */
export interface Location {
  readonly segment: string;
  /** Which occurrence of the segment, from 1. */
  readonly sequence?: number;
  readonly field?: number;
  readonly component?: number;
}

/** What a rule answers: AR (this message is not for here), AE (its content is wrong), or a warning beside AA. */
interface Rule {
  readonly answer: 'AR' | 'AE' | 'warning';
  /** Condition code. @source HL7 v2 table 0357 (message error condition codes) */
  readonly condition: string;
  readonly text: Bilingual;
}

/** Every reason this door has to refuse or to warn. `…` in a text is where the example value of the finding goes. */
export const rules = {
  'not-hl7': {
    answer: 'AR',
    condition: '100',
    text: {
      vi: 'Khung tin không bắt đầu bằng đoạn MSH nên không phải thông điệp HL7 v2.',
      en: 'The frame does not start with an MSH segment, so it is not an HL7 v2 message.',
    },
  },
  'too-large': {
    answer: 'AR',
    condition: '104',
    text: {
      vi: 'Thông điệp lớn hơn mức cho phép (… byte). Hãy gửi tệp lớn bằng địa chỉ tham chiếu.',
      en: 'The message is larger than allowed (… bytes). Send large documents by reference.',
    },
  },
  'charset-unknown': {
    answer: 'AR',
    condition: '103',
    text: {
      vi: 'Bảng mã "…" ở MSH-18 chưa được nhận. Hãy gửi UNICODE UTF-8.',
      en: 'Character set "…" in MSH-18 is not taken. Send UNICODE UTF-8.',
    },
  },
  'charset-mismatch': {
    answer: 'AR',
    condition: '102',
    text: {
      vi: 'Nội dung không đúng bảng mã … như MSH-18 nói (để trống nghĩa là UTF-8).',
      en: 'The bytes are not in character set … as MSH-18 says (empty means UTF-8).',
    },
  },
  'control-id-missing': {
    answer: 'AR',
    condition: '101',
    text: { vi: 'Thiếu mã thông điệp ở MSH-10.', en: 'The message control id in MSH-10 is missing.' },
  },
  'version-unknown': {
    answer: 'AR',
    condition: '203',
    text: {
      vi: 'Phiên bản "…" ở MSH-12 chưa được nhận; nhận từ 2.1 đến 2.9.',
      en: 'Version "…" in MSH-12 is not taken; 2.1 to 2.9 are.',
    },
  },
  'processing-id': {
    answer: 'AR',
    condition: '202',
    text: {
      vi: 'Mã xử lý "…" ở MSH-11 không được nhận ở đây; hệ thống này chỉ nhận P (dữ liệu thật).',
      en: 'Processing id "…" in MSH-11 is not taken here; this installation takes P (production) only.',
    },
  },
  'type-unknown': {
    answer: 'AR',
    condition: '200',
    text: {
      vi: 'Loại thông điệp … chưa được nhận ở cửa này. Không có gì được ghi.',
      en: 'Message type … is not taken at this door. Nothing was written.',
    },
  },
  'event-unknown': {
    answer: 'AR',
    condition: '201',
    text: {
      vi: 'Sự kiện … chưa được nhận ở cửa này. Không có gì được ghi.',
      en: 'Event … is not taken at this door. Nothing was written.',
    },
  },
  'sender-unknown': {
    answer: 'AR',
    condition: '204',
    text: {
      vi: 'Bên gửi (MSH-3, MSH-4) chưa được đăng ký. Người quản trị đăng ký bằng lệnh sen hl7-sender add.',
      en: 'The sender (MSH-3, MSH-4) is not registered. The administrator registers it with sen hl7-sender add.',
    },
  },
  'segment-missing': {
    answer: 'AE',
    condition: '100',
    text: {
      vi: 'Thiếu đoạn … mà loại thông điệp này cần.',
      en: 'Segment … is missing; this message type needs it.',
    },
  },
  'field-missing': {
    answer: 'AE',
    condition: '101',
    text: { vi: 'Thiếu giá trị bắt buộc ở ….', en: 'The required value in … is missing.' },
  },
  'patient-id-missing': {
    answer: 'AE',
    condition: '101',
    text: {
      vi: 'PID-3 không có số định danh nào dùng được để biết đây là ai.',
      en: 'PID-3 has no usable identifier, so nobody knows who this is.',
    },
  },
  'time-invalid': {
    answer: 'AE',
    condition: '102',
    text: {
      vi: 'Thời điểm không đúng dạng năm[tháng[ngày[giờ[phút[giây]]]]][múi giờ].',
      en: 'The time is not of the form YYYY[MM[DD[HH[MM[SS]]]]][+ZZZZ].',
    },
  },
  'sex-unknown': {
    answer: 'warning',
    condition: '103',
    text: {
      vi: 'Giới tính "…" không có trong bảng 0001; ghi là chưa rõ.',
      en: 'Sex "…" is not in table 0001; kept as unknown.',
    },
  },
  'status-unknown': {
    answer: 'AE',
    condition: '103',
    text: {
      vi: 'Trạng thái "…" không có trong bảng mã nên không biết kết quả đã chắc hay chưa.',
      en: 'Status "…" is not in its table, so nobody knows whether the result is final.',
    },
  },
  'number-kept-as-text': {
    answer: 'warning',
    condition: '102',
    text: {
      vi: 'OBX-2 nói là số nhưng OBX-5 không phải số; giữ nguyên dưới dạng chữ.',
      en: 'OBX-2 says a number but OBX-5 is not one; kept as text.',
    },
  },
  'value-type-unknown': {
    answer: 'warning',
    condition: '103',
    text: {
      vi: 'Kiểu giá trị "…" ở OBX-2 chưa biết; giữ nguyên dưới dạng chữ.',
      en: 'Value type "…" in OBX-2 is not known; kept as text.',
    },
  },
  'time-dropped': {
    answer: 'warning',
    condition: '102',
    text: {
      vi: 'Thời điểm phụ không đúng dạng nên không ghi; phần còn lại đã ghi.',
      en: 'A secondary time is malformed and was left out; the rest was written.',
    },
  },
  'time-zone-missing': {
    answer: 'warning',
    condition: '102',
    text: {
      vi: 'Thời điểm không có múi giờ; hiểu là giờ Việt Nam (+07:00).',
      en: 'The time has no zone; taken as Viet Nam time (+07:00).',
    },
  },
  'control-id-reused': {
    answer: 'warning',
    condition: '205',
    text: {
      vi: 'Mã thông điệp này đã dùng cho nội dung khác; nội dung mới vẫn được xử lý.',
      en: 'This control id was used before for other content; the new content was processed.',
    },
  },
  'order-cancelled-unknown': {
    answer: 'AE',
    condition: '204',
    text: { vi: 'Không có lượt khám này để huỷ.', en: 'There is no such visit to cancel.' },
  },
  'person-conflict': {
    answer: 'AE',
    condition: '204',
    text: {
      vi: 'Không tự quyết được đây là ai: …',
      en: 'Who this is cannot be decided by a machine: …',
    },
  },
  'visit-of-another': {
    answer: 'AE',
    condition: '204',
    text: {
      vi: 'Lượt khám có mã này (cơ sở và MA_LK) đã thuộc về người khác. Hãy kiểm tra PV1-19 và các số trong PID-3.',
      en: 'The visit with this key (facility and MA_LK) already belongs to somebody else. Check PV1-19 and the numbers in PID-3.',
    },
  },
  'record-refused': {
    answer: 'AE',
    condition: '207',
    text: { vi: 'Hồ sơ không nhận nội dung này: …', en: 'The record refused this content: …' },
  },
  'segment-kept-raw': {
    answer: 'warning',
    condition: '207',
    text: {
      vi: 'Đoạn này chưa được ghi vào hồ sơ; nguyên văn được giữ trong thông điệp gốc.',
      en: 'This segment is not written into the record yet; the stored original keeps it.',
    },
  },
  internal: {
    answer: 'AE',
    condition: '207',
    text: {
      vi: 'Có lỗi ngoài dự kiến khi xử lý; không có gì được ghi một nửa. Thông điệp gốc đã được giữ.',
      en: 'Something unexpected happened; nothing was half written. The original message is kept.',
    },
  },
} as const satisfies Record<string, Rule>;

/** Name of a rule of this door. */
export type RuleId = keyof typeof rules;

/** The sentences of this door by the codes under which they stand in the quarantine. */
export const hl7Rules: Readonly<Record<string, Bilingual>> = Object.fromEntries(
  Object.entries(rules).map(([id, rule]) => [`hl7.${id}`, rule.text]),
);

/** One finding in one message. `example` is a code or a place, never a person's data. */
export interface Finding {
  readonly rule: RuleId;
  readonly at?: Location;
  readonly example?: string;
  readonly text: Bilingual;
}

/** Makes a finding; the example takes the place of `…` in the rule's sentence. */
export function finding(rule: RuleId, at?: Location, example?: string | Bilingual): Finding {
  const { text } = rules[rule];
  const shown = typeof example === 'string' ? { vi: example, en: example } : example;
  const filled =
    shown === undefined
      ? text
      : { vi: text.vi.replace('…', () => shown.vi), en: text.en.replace('…', () => shown.en) };
  return {
    rule,
    ...(at === undefined ? {} : { at }),
    ...(typeof example === 'string' ? { example } : {}),
    text: filled,
  };
}

/** Thrown inside mapping when the message cannot be taken. */
export class MessageRefused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map((one) => one.rule).join(', '));
    this.name = 'MessageRefused';
    this.findings = findings;
  }
}

/** Refuses the message in hand for one reason. */
export function refuse(rule: RuleId, at?: Location, example?: string | Bilingual): never {
  throw new MessageRefused([finding(rule, at, example)]);
}
