import { accessLogErrorKinds } from './access-log-errors.ts';
import { bookingErrorKinds } from './booking-errors.ts';
import type { ErrorIssue, ErrorKind } from './error-kind.ts';
import { computerErrorKinds } from './computer-errors.ts';
import { deviceErrorKinds } from './device-errors.ts';
import { directoryErrorKinds } from './directory-errors.ts';
import { fileErrorKinds } from './file-errors.ts';
import { licenceErrorKinds } from './licence-errors.ts';
import { lineErrorKinds } from './line-errors.ts';
import { mergingErrorKinds } from './merging-errors.ts';
import { messageErrorKinds } from './message-errors.ts';
import { assistantErrorKinds } from './assistant-errors.ts';
import { ownDataErrorKinds } from './own-data-errors.ts';
import { questionErrorKinds } from './question-errors.ts';
import { registryErrorKinds } from './registry-errors.ts';
import { sharingErrorKinds } from './sharing-errors.ts';
import { signatureErrorKinds } from './signature-errors.ts';
import { stationErrorKinds } from './station-errors.ts';
import { terminologyErrorKinds } from './terminology-errors.ts';
import { immunisationErrorKinds } from './immunisation-errors.ts';
import { verificationErrorKinds } from './verification-errors.ts';
import type { Language } from './schema.ts';

export type { ErrorIssue, ErrorKind, IssueType } from './error-kind.ts';

/** The closed list of platform error codes. Modules declare their own beside their domain with `defineErrors`. */
export const errorKinds = {
  'request.invalid': {
    status: 400,
    issue: 'invalid',
    text: {
      vi: 'Yêu cầu chưa đúng. Hãy xem từng chi tiết bên dưới và sửa lại.',
      en: 'The request is not right. See each detail below and correct it.',
    },
  },
  'request.too-large': {
    status: 413,
    issue: 'too-long',
    text: {
      vi: 'Nội dung gửi lên quá lớn. Hãy chia nhỏ rồi gửi lại.',
      en: 'What was sent is too large. Split it and send it again.',
    },
  },
  'request.unsupported-media': {
    status: 415,
    issue: 'not-supported',
    text: { vi: 'Định dạng nội dung này chưa được nhận ở đây.', en: 'This content type is not taken here.' },
  },
  'request.not-acceptable': {
    status: 406,
    issue: 'not-supported',
    text: {
      vi: 'Chỉ trả lời ở dạng JSON (application/fhir+json) hoặc XML (application/fhir+xml), FHIR 4.0.',
      en: 'Answers are given as JSON (application/fhir+json) or XML (application/fhir+xml) only, in FHIR 4.0.',
    },
  },
  'request.timeout': {
    status: 408,
    issue: 'timeout',
    text: {
      vi: 'Nội dung gửi quá chậm nên kết nối đã đóng. Hãy gửi lại.',
      en: 'The content came too slowly and the connection was closed. Send it again.',
    },
  },
  'request.throttled': {
    status: 429,
    issue: 'throttled',
    text: {
      vi: 'Quá nhiều yêu cầu trong thời gian ngắn. Hãy đợi một lát rồi thử lại.',
      en: 'Too many requests in a short time. Wait a moment and try again.',
    },
  },
  'request.key-reused': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy tạo khoá mới.',
      en: 'This Idempotency-Key was used for another request. Make a new key.',
    },
  },
  'route.not-found': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có địa chỉ này.', en: 'There is no such address.' },
  },
  'access.login-required': {
    status: 401,
    issue: 'login',
    text: { vi: 'Cần đăng nhập để tiếp tục.', en: 'Sign in to continue.' },
  },
  'access.denied': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Bạn không có quyền xem hoặc làm việc này.',
      en: 'You do not have the right to see or do this.',
    },
  },
  'access.step-up-required': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Việc này cần bạn xác nhận lại mình là ai. Hãy xác nhận rồi làm tiếp; không có gì bị mất.',
      en: 'This asks you to show again who you are. Confirm and go on; nothing is lost.',
    },
  },
  'identity.not-confirmed': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Chưa xác nhận được. Hãy thử lại.',
      en: 'That could not be confirmed. Try again.',
    },
  },
  'identity.factor-needed': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Tài khoản này phải có bước xác nhận thứ hai. Hãy thêm một cách khác trước khi gỡ cách này.',
      en: 'This account must keep a second step. Add another one before you remove this one.',
    },
  },
  'identity.too-many-passkeys': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Tài khoản đã có đủ số khoá đăng nhập. Hãy gỡ một khoá không còn dùng.',
      en: 'The account has as many passkeys as it may. Remove one that is no longer used.',
    },
  },
  'export.too-many': {
    status: 429,
    issue: 'throttled',
    text: {
      vi: 'Hệ thống này đang có hai lần xuất dữ liệu chưa xong. Hãy chờ một lần kết thúc, hoặc hủy nó, rồi gửi lại.',
      en: 'This system has two exports under way. Wait for one to end, or end it, then ask again.',
    },
  },
  'export.failed': {
    status: 500,
    issue: 'exception',
    text: {
      vi: 'Lần xuất dữ liệu này không xong được. Hãy bắt đầu lại; nếu vẫn lỗi, báo người quản trị số yêu cầu.',
      en: 'This export could not be finished. Begin again; if it fails again, tell the administrator the request number.',
    },
  },
  'expunge.own-request': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Xoá vĩnh viễn cần hai người: người yêu cầu không được tự duyệt.',
      en: 'Erasure needs two persons: whoever asked cannot approve it herself.',
    },
  },
  'expunge.waiting': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Đã có một yêu cầu xoá vĩnh viễn bản ghi này đang chờ duyệt.',
      en: 'A request to erase this record is waiting already.',
    },
  },
  'expunge.ended': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Yêu cầu này đã được thực hiện, đã rút lại hoặc quá hạn 7 ngày. Hãy lập yêu cầu mới.',
      en: 'This request was carried out, withdrawn, or is older than 7 days. Make a new one.',
    },
  },
  'subscription.refused': {
    status: 422,
    issue: 'not-supported',
    text: {
      vi: 'Đăng ký nhận tin này chưa dùng được. Hãy xem chi tiết và sửa lại.',
      en: 'This subscription cannot be used as it is. See the detail and correct it.',
    },
  },
  'record.not-found': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không tìm thấy bản ghi.', en: 'The record was not found.' },
  },
  'record.gone': {
    status: 410,
    issue: 'deleted',
    text: { vi: 'Bản ghi đã được xoá; lịch sử vẫn còn.', en: 'The record was deleted; its history remains.' },
  },
  'record.invalid': {
    status: 422,
    issue: 'structure',
    text: {
      vi: 'Bản ghi chưa đúng chuẩn. Hãy xem từng chi tiết bên dưới và sửa lại.',
      en: 'The record does not meet the standard. See each detail below and correct it.',
    },
  },
  'record.version-conflict': {
    status: 412,
    issue: 'conflict',
    text: {
      vi: 'Bản ghi đã được người khác sửa trước đó. Hãy mở bản mới nhất rồi sửa lại.',
      en: 'Somebody changed the record before you. Open the newest version and make the change again.',
    },
  },
  'record.multiple-matches': {
    status: 412,
    issue: 'multiple-matches',
    text: { vi: 'Điều kiện khớp nhiều hơn một bản ghi.', en: 'The condition matches more than one record.' },
  },
  'record.duplicate-identifier': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Số định danh này đang thuộc về một bản ghi khác.',
      en: 'This identifier already belongs to another record.',
    },
  },
  'record.reference-not-found': {
    status: 422,
    issue: 'not-found',
    text: {
      vi: 'Bản ghi trỏ tới một bản ghi không có.',
      en: 'The record points to a record that does not exist.',
    },
  },
  'record.patient-fixed': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Một bản ghi không được chuyển sang người khác. Hãy tạo bản ghi mới cho đúng người.',
      en: 'A record never moves to another person. Make a new record for the right person.',
    },
  },
  'record.person-circle': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Hồ sơ này đã được nhập vào hồ sơ kia theo chiều ngược lại; một người không thể được thay bởi chính mình.',
      en: 'The other record was joined into this one already; nobody is replaced by herself.',
    },
  },
  'record.person-too-many': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Quá nhiều hồ sơ cho một người (trên 50). Hãy xem lại hệ thống gửi các hồ sơ này.',
      en: 'Too many records of one person (over 50). Look at the system that sends them.',
    },
  },
  'record.person-link': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Hồ sơ của một người được nhập và tách ở bàn nhập hồ sơ, không ở đây. Hãy giữ nguyên phần link của hồ sơ.',
      en: 'Records of a person are joined and parted at the merge desk, not here. Keep the links of the record as they are.',
    },
  },
  'record.exists': {
    status: 412,
    issue: 'duplicate',
    text: {
      vi: 'Bản ghi với mã này đã có; yêu cầu chỉ cho phép tạo mới (If-None-Match: *).',
      en: 'A record with this id is there already; the request allows making a new one only (If-None-Match: *).',
    },
  },
  'record.id-taken': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Không có bản ghi nào khớp điều kiện, nhưng mã trong bản ghi đã thuộc về một bản ghi khác.',
      en: 'No record meets the condition, but the id in the record belongs to another one already.',
    },
  },
  'record.id-not-yours': {
    status: 405,
    issue: 'not-supported',
    text: {
      vi: 'Người dùng không tự chọn mã cho bản ghi mới. Hãy tạo bằng POST; hệ thống sẽ đặt mã.',
      en: 'People do not choose the id of a new record. Create it with POST; the system gives the id.',
    },
  },
  'patch.not-applicable': {
    status: 422,
    issue: 'processing',
    text: {
      vi: 'Không áp dụng được thay đổi này lên bản ghi hiện tại; không có gì được sửa.',
      en: 'The patch does not fit the record as it is now; nothing was changed.',
    },
  },
  'patch.test-failed': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Một thao tác test không đúng với bản ghi hiện tại; không có gì được sửa.',
      en: 'A test operation does not hold for the record as it is now; nothing was changed.',
    },
  },
  'search.invalid': {
    status: 400,
    issue: 'invalid',
    text: { vi: 'Điều kiện tìm kiếm chưa đúng.', en: 'The search is not right.' },
  },
  'search.too-many': {
    status: 400,
    issue: 'too-long',
    text: {
      vi: 'Quá nhiều kết quả. Hãy thêm điều kiện để thu hẹp.',
      en: 'Too many results. Add a condition to narrow the search.',
    },
  },
  'search.too-costly': {
    status: 400,
    issue: 'too-costly',
    text: {
      vi: 'Câu tìm này tốn quá nhiều công. Hãy thu hẹp như chỉ dẫn bên dưới.',
      en: 'This search would cost too much. Narrow it as said below.',
    },
  },
  'service.busy': {
    status: 503,
    issue: 'throttled',
    text: {
      vi: 'Hệ thống đang phục vụ hết mức. Lời gọi này chưa được nhận; hãy gửi lại sau vài giây.',
      en: 'The system serves as many as it can. This call was not taken; send it again in a few seconds.',
    },
  },
  'service.unavailable': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Hệ thống tạm thời chưa sẵn sàng. Dữ liệu đã lưu vẫn an toàn; hãy thử lại sau ít phút.',
      en: 'The system is not ready for the moment. What was saved is safe; try again in a few minutes.',
    },
    alert: true,
  },
  ...accessLogErrorKinds,
  ...lineErrorKinds,
  ...questionErrorKinds,
  ...fileErrorKinds,
  ...registryErrorKinds,
  ...signatureErrorKinds,
  ...stationErrorKinds,
  ...terminologyErrorKinds,
  ...licenceErrorKinds,
  ...mergingErrorKinds,
  ...messageErrorKinds,
  ...sharingErrorKinds,
  ...assistantErrorKinds,
  ...ownDataErrorKinds,
  ...computerErrorKinds,
  ...deviceErrorKinds,
  ...directoryErrorKinds,
  ...verificationErrorKinds,
  ...immunisationErrorKinds,
  ...bookingErrorKinds,
  'internal.unexpected': {
    status: 500,
    issue: 'exception',
    text: {
      vi: 'Có lỗi ngoài dự kiến. Không có gì được lưu một nửa; hãy thử lại, nếu vẫn lỗi hãy báo mã yêu cầu cho người quản trị.',
      en: 'Something unexpected happened. Nothing was half saved; try again, and if it stays, give the request id to the administrator.',
    },
    alert: true,
  },
} as const satisfies Record<string, ErrorKind>;

/** A code of the platform's closed list. */
export type ErrorCode = keyof typeof errorKinds;

/**
 * An error that is expected and has a sentence for people. Becomes an OperationOutcome or problem details in one place
 * (platform/http). `detail` goes to the log only; neither it nor an issue text may hold a person's data.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly issues: readonly ErrorIssue[];

  constructor(
    code: ErrorCode,
    more: { detail?: string; issues?: readonly ErrorIssue[]; cause?: unknown } = {},
  ) {
    super(code, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = more.detail;
    this.issues = more.issues ?? [];
  }

  /** Status, issue type and sentence of this error's code. */
  get kind(): ErrorKind {
    return errorKinds[this.code];
  }

  /** The sentence in the reader's language. */
  sentence(language: Language): string {
    return this.kind.text[language];
  }
}
