import type { Setting } from '../module/define-module.ts';
import type { SettingFinding } from './read-settings.ts';
import type { Environment } from './secret-files.ts';
import { isWeakSecret } from './weak-secret.ts';

/** What is looked at before other machines are let in. */
export interface JudgedSettings {
  readonly loopback: boolean;
  readonly host: string;
  readonly publicUrl: string;
  readonly demo: boolean;
  readonly masterKey: string;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly redirectPort: number | undefined;
  readonly trustedProxies: readonly string[];
}

/** What would be dangerous about these settings; on this machine alone little is, and half a certificate is wrong everywhere. */
export function findUnsafe(
  settings: JudgedSettings,
  from: { readonly urlMissing: boolean; readonly env: Environment; readonly declared: readonly Setting[] },
): SettingFinding[] {
  const findings = findWrongTls(settings);
  if (settings.loopback) return findings;
  if (from.urlMissing || !settings.publicUrl.startsWith('https://')) findings.push(urlMissing(settings.host));
  if (settings.tlsCert === undefined && settings.trustedProxies.length === 0) findings.push(noTls);
  if (settings.demo) findings.push(demoOutside);
  if (settings.masterKey === '') findings.push(keyBesideData);
  for (const { env: name, default: usual } of from.declared.filter(({ secret }) => secret === true)) {
    const given = from.env[name] ?? '';
    if (usual !== '' && (given === '' || given === usual)) findings.push({ env: name, text: usualSecret });
    else if (given !== '' && isWeakSecret(given)) findings.push({ env: name, text: weakSecret });
  }
  return findings;
}

function findWrongTls({ tlsCert, tlsKey, redirectPort, publicUrl }: JudgedSettings): SettingFinding[] {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const env = tlsCert === undefined ? 'SEN_TLS_CERT' : 'SEN_TLS_KEY';
    return [{ env, text: halfPair }];
  }
  if (tlsCert === undefined)
    return redirectPort === undefined ? [] : [{ env: 'SEN_REDIRECT_PORT', text: redirectWithoutTls }];
  return publicUrl.startsWith('https://') ? [] : [{ env: 'SEN_PUBLIC_URL', text: plainUrl }];
}

const urlMissing = (host: string): SettingFinding => ({
  env: 'SEN_PUBLIC_URL',
  text: {
    vi: `SEN_HOST=${host} cho máy khác vào, nên cần địa chỉ https:// mà người dùng mở. Hãy đặt SEN_PUBLIC_URL=https://..., hoặc bỏ SEN_HOST để chỉ máy này vào được.`,
    en: `SEN_HOST=${host} lets other machines in, so the https:// address that people open is needed. Set SEN_PUBLIC_URL=https://..., or leave out SEN_HOST so that only this machine may enter.`,
  },
});

const noTls: SettingFinding = {
  env: 'SEN_TLS_CERT',
  text: {
    vi: 'Máy khác vào được mà đường truyền chưa mã hoá. Hãy đặt SEN_TLS_CERT và SEN_TLS_KEY, hoặc nếu có máy chủ trung gian (proxy) lo TLS thì đặt SEN_TRUSTED_PROXIES=địa chỉ của nó.',
    en: 'Other machines may enter, and the line is not encrypted. Set SEN_TLS_CERT and SEN_TLS_KEY, or where a proxy in front does the TLS, set SEN_TRUSTED_PROXIES to its address.',
  },
};

const halfPair = {
  vi: 'Chứng thư và khoá riêng đi cùng nhau. Hãy đặt cả SEN_TLS_CERT lẫn SEN_TLS_KEY.',
  en: 'A certificate and its private key go together. Set both SEN_TLS_CERT and SEN_TLS_KEY.',
};

const redirectWithoutTls = {
  vi: 'Cổng chuyển hướng chỉ dùng khi Sen tự mở https. Hãy đặt SEN_TLS_CERT và SEN_TLS_KEY, hoặc bỏ SEN_REDIRECT_PORT và để proxy chuyển hướng.',
  en: 'The redirect port is for a Sen that opens https itself. Set SEN_TLS_CERT and SEN_TLS_KEY, or leave out SEN_REDIRECT_PORT and let the proxy redirect.',
};

const plainUrl = {
  vi: 'Sen mở https, nên địa chỉ người dùng mở phải bắt đầu bằng https://. Hãy sửa SEN_PUBLIC_URL.',
  en: 'Sen opens https, so the address that people open begins with https://. Set SEN_PUBLIC_URL so.',
};

const demoOutside: SettingFinding = {
  env: 'SEN_DEMO',
  text: {
    vi: 'Tài khoản mẫu có mật khẩu ai cũng biết, nên câu chuyện mẫu chỉ chạy khi không cho máy khác vào. Hãy đặt SEN_DEMO=off hoặc bỏ SEN_HOST.',
    en: 'The demo accounts have passwords that everybody knows, so the demo story runs only while no other machine may enter. Set SEN_DEMO=off or leave out SEN_HOST.',
  },
};

const keyBesideData: SettingFinding = {
  env: 'SEN_MASTER_KEY',
  text: {
    vi: 'Khoá chủ sẽ nằm cạnh dữ liệu mà nó khoá, nên ai lấy được ổ đĩa cũng mở được hồ sơ. Hãy đặt SEN_MASTER_KEY=file:/nơi/khác (hoặc pkcs11:, kms:), hay viết SEN_MASTER_KEY=beside nếu chấp nhận.',
    en: 'The master key would lie beside the data that it closes, so whoever takes the disk opens the record. Set SEN_MASTER_KEY=file:/elsewhere (or pkcs11:, kms:), or write SEN_MASTER_KEY=beside to accept it.',
  },
};

const usualSecret = {
  vi: 'Đây là mật mã mặc định, ai cũng biết. Hãy đặt một giá trị riêng trước khi cho máy khác vào.',
  en: 'This is the default secret, which everybody knows. Set one of your own before letting other machines in.',
};

const weakSecret = {
  vi: 'Giá trị bí mật này quá ngắn hoặc ai cũng đoán được. Hãy đặt một chuỗi ngẫu nhiên (ví dụ từ “openssl rand -base64 32”) trước khi cho máy khác vào.',
  en: 'This secret is too short or easily guessed. Set a random one (for example from “openssl rand -base64 32”) before letting other machines in.',
};
