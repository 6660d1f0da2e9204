import type { ErrorKind } from './error-kind.ts';

/** Why somebody whose work needs a practising licence is refused: what is wrong with it, and whom to ask. */
export const licenceErrorKinds = {
  'access.licence-missing': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Sen chưa có giấy phép hành nghề của bạn, nên bạn chưa dùng được quyền khám chữa bệnh. Hãy đưa số giấy phép cho người quản trị của cơ sở để ghi vào Sen.',
      en: 'Sen does not know your practising licence, so your clinical rights are not open yet. Give its number to the administrator of your facility, who enters it.',
    },
  },
  'access.licence-not-begun': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Giấy phép hành nghề của bạn chưa đến ngày có hiệu lực, nên quyền khám chữa bệnh chưa mở. Nếu ngày ghi sai, hãy báo người quản trị của cơ sở.',
      en: 'Your practising licence is not in force yet, so your clinical rights are not open. If its date is wrong, tell the administrator of your facility.',
    },
  },
  'access.licence-expired': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Giấy phép hành nghề của bạn đã hết hạn, nên quyền khám chữa bệnh đã dừng. Hãy gia hạn ở Sở Y tế; nếu đã gia hạn, hãy đưa giấy phép mới cho người quản trị của cơ sở.',
      en: 'Your practising licence has run out, so your clinical rights have stopped. Renew it at the Department of Health; if you have, show the new one to the administrator of your facility.',
    },
  },
  'access.licence-revoked': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Giấy phép hành nghề của bạn đã bị thu hồi, nên quyền khám chữa bệnh đã dừng. Nếu đây là nhầm lẫn, hãy liên hệ Sở Y tế nơi cấp giấy phép.',
      en: 'Your practising licence has been revoked, so your clinical rights have stopped. If this is a mistake, turn to the Department of Health that issued it.',
    },
  },
  'access.licence-suspended': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Giấy phép hành nghề của bạn đang bị đình chỉ, nên quyền khám chữa bệnh tạm dừng. Quyền sẽ mở lại khi việc đình chỉ được gỡ; hãy hỏi Sở Y tế nơi cấp hoặc người quản trị của cơ sở.',
      en: 'Your practising licence is suspended, so your clinical rights are on hold. They open again when the suspension ends; ask the Department of Health that issued it or the administrator of your facility.',
    },
  },
} as const satisfies Record<string, ErrorKind>;

/** Why somebody may not practise today. */
export type LicenceFault = keyof typeof licenceErrorKinds;
