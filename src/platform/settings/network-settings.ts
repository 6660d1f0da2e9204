import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { readClientFactors, readRates } from '../http/rates.ts';
import { declare } from './declare.ts';

const optionalPath = z.string().transform((text) => (text === '' ? undefined : resolve(text)));

/** Names of whole ranges that may stand in SEN_TRUSTED_PROXIES. */
const namedRanges = ['loopback', 'linklocal', 'uniquelocal'];

/** Settings of the line between Sen and everybody else: TLS, proxies, how much is taken from whom. */
export const networkSettings = {
  tlsCert: declare({
    env: 'SEN_TLS_CERT',
    type: optionalPath,
    default: '',
    about: {
      vi: 'Tệp chứng thư TLS (PEM, cả chuỗi); đặt cùng SEN_TLS_KEY để Sen tự mở https. Tệp mới được dùng trong vòng 10 giây, không cần khởi động lại.',
      en: 'File of the TLS certificate (PEM, with its chain); with SEN_TLS_KEY Sen opens https itself. A new file is used within 10 seconds, without a restart.',
    },
  }),
  tlsKey: declare({
    env: 'SEN_TLS_KEY',
    type: optionalPath,
    default: '',
    about: {
      vi: 'Tệp khoá riêng của chứng thư (PEM).',
      en: 'File of the private key of the certificate (PEM).',
    },
  }),
  clientCa: declare({
    env: 'SEN_TLS_CLIENT_CA',
    type: optionalPath,
    default: '',
    about: {
      vi: 'Tệp chứng thư của các tổ chức (CA) mà hệ thống gọi tới có thể dùng để tự xưng (PEM); đặt thì Sen hỏi chứng thư khi nối TLS, không có vẫn vào được.',
      en: 'File of the authorities whose certificates calling systems may show (PEM); with it Sen asks for a certificate at the TLS handshake, and whoever has none comes in all the same.',
    },
  }),
  clientCertificateHeader: declare({
    env: 'SEN_CLIENT_CERTIFICATE_HEADER',
    type: z
      .string()
      .regex(/^(|[a-z][a-z0-9-]{1,60})$/)
      .transform((text) => (text === '' ? undefined : text)),
    default: '',
    about: {
      vi: 'Tên tiêu đề HTTP (chữ thường) mà proxy dùng để chuyển chứng thư của hệ thống gọi tới (PEM mã hoá %), kết quả kiểm tra ở tiêu đề cùng tên thêm "-verify"; chỉ tin từ máy này và SEN_TRUSTED_PROXIES. Proxy phải ghi đè cả hai.',
      en: 'Name of the HTTP header (lower case) in which a proxy hands on the certificate of a calling system (PEM, percent-encoded), with its judgement in the header of that name and "-verify"; believed from this machine and SEN_TRUSTED_PROXIES only. The proxy must overwrite both.',
    },
  }),
  redirectPort: declare({
    env: 'SEN_REDIRECT_PORT',
    type: z
      .string()
      .regex(/^[0-9]{0,5}$/)
      .transform((text) => (text === '' ? undefined : Number(text)))
      .refine((port) => port === undefined || port <= 65_535),
    default: '',
    about: {
      vi: 'Cổng http thường, ví dụ 80, chỉ để chuyển người dùng sang SEN_PUBLIC_URL; dùng cùng SEN_TLS_CERT.',
      en: 'A plain http port, for example 80, that only sends people on to SEN_PUBLIC_URL; goes with SEN_TLS_CERT.',
    },
  }),
  trustedProxies: declare({
    env: 'SEN_TRUSTED_PROXIES',
    type: z
      .string()
      .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())))
      .refine((parts) => parts.every(isRange)),
    default: '',
    about: {
      vi: 'Địa chỉ các máy chủ trung gian (proxy) đứng trước Sen, ví dụ 10.0.0.5,10.1.0.0/16; chỉ tin X-Forwarded-* từ đó. Máy này luôn được tin.',
      en: 'Addresses of the proxies in front of Sen, for example 10.0.0.5,10.1.0.0/16; X-Forwarded-* is believed from there only. This machine is always believed.',
    },
  }),
  rates: declare({
    env: 'SEN_RATES',
    type: z.string().transform((text, context) => orFault(context, () => readRates(text))),
    default: '',
    about: {
      vi: 'Đổi giới hạn số lần gọi mỗi phút, dạng loại:ai=số, ví dụ search:person=3000,sign-in:address=600. Loại: public, sign-in, token, read, search, write, export; ai: address, person, system.',
      en: 'Changes the limits of calls a minute, as kind:whose=number, for example search:person=3000,sign-in:address=600. Kinds: public, sign-in, token, read, search, write, export; whose: address, person, system.',
    },
  }),
  clientFactors: declare({
    env: 'SEN_CLIENT_RATES',
    type: z.string().transform((text, context) => orFault(context, () => readClientFactors(text))),
    default: '',
    about: {
      vi: 'Hệ thống nào được gọi gấp mấy lần giới hạn thường, dạng mã-hệ-thống=số-lần, cách nhau bằng dấu phẩy.',
      en: 'Which connected system may call how many times the usual limit, as client-id=times with commas between.',
    },
  }),
  mostConnections: declare({
    env: 'SEN_CONNECTIONS',
    type: z.coerce.number().int().min(10).max(1_000_000),
    default: '10000',
    about: {
      vi: 'Số kết nối từ ngoài vào nhiều nhất của mỗi tiến trình.',
      en: 'Connections from outside at most, of each process.',
    },
  }),
  statementSeconds: declare({
    env: 'SEN_STATEMENT_SECONDS',
    type: z.coerce.number().int().min(1).max(3600),
    default: '30',
    about: {
      vi: 'Một câu tìm được chạy trong cơ sở dữ liệu nhiều nhất bấy nhiêu giây rồi bị dừng.',
      en: 'Seconds that one search may run in the database before it is stopped.',
    },
  }),
} as const;

function isRange(text: string): boolean {
  if (namedRanges.includes(text)) return true;
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

/** A value of a reader that throws where it does not fit. */
function orFault<T>(context: z.RefinementCtx, read: () => T): T {
  try {
    return read();
  } catch {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
}
