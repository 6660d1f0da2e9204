import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of a signature, or of changing what was signed. Part of the platform's closed list. */
export const signatureErrorKinds = {
  'signature.signed': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Bản ghi này đã được ký nên không sửa hay xoá được nữa. Hãy lập bản ghi thay thế và nêu lý do.',
      en: 'This record has been signed and cannot be changed or deleted any more. Write one that supersedes it, with a reason.',
    },
  },
  'signature.not-yours': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Chỉ người chịu trách nhiệm về bản ghi (người lập, người thực hiện) mới được ký.',
      en: 'Only the worker who answers for a record (its author or performer) can sign it.',
    },
  },
  'signature.no-authority': {
    status: 409,
    issue: 'incomplete',
    text: {
      vi: 'Nơi cấp chứng thư của hệ thống này chưa được lập. Hãy báo người quản trị.',
      en: 'The certificate authority of this system has not been set up. Tell the administrator.',
    },
  },
  'signature.no-certificate': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Bạn chưa có chứng thư số còn hiệu lực tại cơ sở này. Hãy báo người quản trị.',
      en: 'You have no valid certificate at this facility. Tell the administrator.',
    },
  },
  'signature.no-licence': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Nhân viên này chưa có số chứng chỉ (giấy phép) hành nghề hoặc chưa có tên nên không cấp được chứng thư.',
      en: 'This worker has no practising licence or no name on record, so no certificate can be issued.',
    },
  },
  'signature.changed-meanwhile': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Bản ghi đã thay đổi sau khi bạn xem. Hãy xem lại rồi ký.',
      en: 'The record changed after you looked at it. Look at it again, then sign.',
    },
  },
  'signature.nothing-to-sign': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Không có gì để ký: các bản ghi này đã được ký, hoặc bản mới hơn đã thay thế.',
      en: 'There is nothing to sign: these records have been signed, or a newer one superseded them.',
    },
  },
  'signature.unreadable': {
    status: 422,
    issue: 'structure',
    text: {
      vi: 'Không đọc được tài liệu này. Hãy đưa vào một tệp PDF, XML, JSON FHIR, hoặc mã của tài liệu Sen.',
      en: 'This document cannot be read. Give a PDF, an XML, a FHIR JSON, or the code of a Sen document.',
    },
  },
  'signature.stamp-unreachable': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Dịch vụ dấu thời gian không trả lời. Chưa có gì được ký; hãy thử lại sau ít phút.',
      en: 'The time-stamp service does not answer. Nothing was signed; try again in a few minutes.',
    },
  },
  'signature.stamp-refused': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Dịch vụ dấu thời gian trả lời không đúng. Chưa có gì được ký; hãy báo người quản trị.',
      en: 'The answer of the time-stamp service is not right. Nothing was signed; tell the administrator.',
    },
  },
  'signature.key-unreachable': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Thiết bị hoặc dịch vụ giữ khoá ký không trả lời. Chưa có gì được ký; hãy thử lại.',
      en: 'The device or service that keeps the signing key does not answer. Nothing was signed; try again.',
    },
  },
  'signature.key-refused': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Việc ký đã bị từ chối hoặc hết giờ xác nhận. Chưa có gì được ký.',
      en: 'Signing was refused, or was not confirmed in time. Nothing was signed.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
