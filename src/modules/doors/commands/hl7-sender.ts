import type { Command } from '#platform/module/define-module.ts';
import { keepSender, listSenders, removeSender, type Sender } from '../hl7v2/sender.ts';

const usage =
  'hl7-sender add APPLICATION FACILITY FACILITY-CODE [P|PT|PTD] [ma-lk] | hl7-sender remove APPLICATION FACILITY | hl7-sender list';

/** `sen hl7-sender`: which systems may send HL7 v2. Everybody else is answered AR. */
export const hl7SenderCommand: Command = {
  name: 'hl7-sender',
  usage,
  about: {
    vi: 'Đăng ký hệ thống được gửi HL7 v2 (MSH-3, MSH-4, mã cơ sở 5 ký tự); "*" thay cho mọi ứng dụng của một cơ sở; "ma-lk": PV1-19 của bên gửi chính là MA_LK',
    en: 'Register systems that may send HL7 v2 (MSH-3, MSH-4, 5-character facility code); "*" stands for every application of a facility; "ma-lk": its PV1-19 is MA_LK',
  },
  run: async (ctx, args, print) => {
    const [verb, application, facility] = args;
    if (verb === 'list') {
      for (const {
        application: name,
        facility: at,
        facilityCode,
        processing,
        visitNumber,
      } of await listSenders(ctx)) {
        const more = visitNumber === 'own' ? [] : [visitNumber];
        print([name, at, facilityCode, processing, ...more].join('\t'));
      }
      return 0;
    }
    if (verb === 'add') {
      const sender = readSender(args);
      if (sender === undefined) return refused(print);
      await keepSender(ctx, sender);
      print(`✓ ${sender.application} ${sender.facility} → ${sender.facilityCode} (${sender.processing})`);
      return 0;
    }
    if (verb === 'remove' && application !== undefined && facility !== undefined) {
      const removed = await removeSender(ctx, application, facility);
      print(removed ? `✓ ${application} ${facility}` : 'Không có bên gửi này. / There is no such sender.');
      return removed ? 0 : 1;
    }
    return refused(print);
  },
};

/** Facility codes have five digits. @source QĐ 384/QĐ-BYT 2019 */
function readSender(args: readonly string[]): Sender | undefined {
  const isClaimKey = args.at(-1) === 'ma-lk';
  const [, application, facility, facilityCode, processing = 'P'] = isClaimKey ? args.slice(0, -1) : args;
  if (application === undefined || facility === undefined || facilityCode === undefined) return undefined;
  if (!/^\d{5}$/.test(facilityCode) || !/^P?T?D?$/.test(processing) || processing === '') return undefined;
  return { application, facility, facilityCode, processing, visitNumber: isClaimKey ? 'ma-lk' : 'own' };
}

function refused(print: (line: string) => void): number {
  print(`Cách dùng / usage: sen ${usage}`);
  return 1;
}
