import { z } from 'zod';
import { declare } from './declare.ts';
import type { SettingFinding } from './read-settings.ts';

const optionalText = z.string().transform((text) => (text === '' ? undefined : text));

/** Settings of the sign-in by the national e-ID. */
export const eIdSettings = {
  vneidIssuer: declare({
    env: 'SEN_VNEID_ISSUER',
    type: z
      .string()
      .regex(/^(|off|https:\/\/[^\s?#@]+|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?(\/[^\s?#@]*)?)$/)
      .transform((text) => (text === '' ? undefined : text.replace(/\/$/, ''))),
    default: '',
    about: {
      vi: 'Địa chỉ OpenID (issuer) của định danh điện tử quốc gia, dạng https://...; để trống thì không có nút đăng nhập bằng VNeID, bản dùng thử tự mô phỏng ("off": tắt cả mô phỏng).',
      en: 'OpenID issuer of the national e-ID, as https://...; without it there is no sign-in by VNeID, and the demo simulates one ("off": not even that).',
    },
  }),
  vneidClientId: declare({
    env: 'SEN_VNEID_CLIENT_ID',
    type: optionalText,
    default: '',
    about: {
      vi: 'Mã của Sen do bên quản lý VNeID cấp.',
      en: 'The client id that the e-ID’s operator gave to Sen.',
    },
  }),
  vneidClientSecret: declare({
    env: 'SEN_VNEID_CLIENT_SECRET',
    type: optionalText,
    default: '',
    secret: true,
    about: {
      vi: 'Mật mã của Sen do bên quản lý VNeID cấp.',
      en: 'The client secret that the e-ID’s operator gave to Sen.',
    },
  }),
} as const;

/** Where the national e-ID is and as whom Sen speaks there. */
export interface EIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** True where Sen plays the e-ID itself, on this machine, for the demo. */
  readonly isSimulated: boolean;
}

/** As whom Sen speaks to its own simulator. No secret: it opens nothing but a demo on this machine. */
export const simulatedClient = { clientId: 'sen-demo', clientSecret: 'sen-demo-e-id' } as const;

/** How far behind Sen's own port the demo's simulator listens. */
const simulatorOffset = 1000;

/** What is asked to know where the e-ID is. */
interface Asked {
  readonly vneidIssuer: string | undefined;
  readonly vneidClientId: string | undefined;
  readonly vneidClientSecret: string | undefined;
  readonly port: number;
  readonly demo: boolean;
  readonly loopback: boolean;
}

/** The e-ID of these settings; what is missing or would go over an open line stands in `findings`. */
export function readEId(asked: Asked, findings: SettingFinding[]): EIdSettings | undefined {
  const { vneidIssuer: issuer, vneidClientId: clientId, vneidClientSecret: clientSecret } = asked;
  if (issuer === 'off') return undefined;
  if (issuer === undefined) return simulated(asked);
  if (issuer.startsWith('http:') && !asked.loopback)
    findings.push({ env: 'SEN_VNEID_ISSUER', text: openLine });
  if (clientId === undefined) findings.push({ env: 'SEN_VNEID_CLIENT_ID', text: missing });
  if (clientSecret === undefined) findings.push({ env: 'SEN_VNEID_CLIENT_SECRET', text: missing });
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { issuer, clientId, clientSecret, isSimulated: false };
}

function simulated({ demo, loopback, port }: Asked): EIdSettings | undefined {
  const at = port + simulatorOffset;
  if (!demo || !loopback || port === 0 || at > 65_535) return undefined;
  return { issuer: `http://localhost:${at}`, ...simulatedClient, isSimulated: true };
}

const missing = {
  vi: 'SEN_VNEID_ISSUER đã đặt nên cần cả giá trị này (mật mã có thể đặt trong tệp: SEN_VNEID_CLIENT_SECRET_FILE).',
  en: 'SEN_VNEID_ISSUER is set, so this is needed too (the secret may stand in a file: SEN_VNEID_CLIENT_SECRET_FILE).',
};
const openLine = {
  vi: 'Máy khác vào được nên địa chỉ này phải là https://.',
  en: 'Other machines may enter, so this address must be https://.',
};
