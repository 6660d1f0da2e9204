import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { AnyModule } from '../module/define-module.ts';
import { declare } from './declare.ts';
import { eIdSettings, readEId, type EIdSettings } from './e-id-settings.ts';
import { fileSettings } from './file-settings.ts';
import { networkSettings } from './network-settings.ts';
import { readSettings, SettingsRefused, type SettingFinding, type ValuesOf } from './read-settings.ts';
import { withSecretFiles, type Environment } from './secret-files.ts';
import { resolveSignIn, signInSettings } from './sign-in-settings.ts';
import { findUnsafe } from './unsafe-settings.ts';

/** What one process of an installation does. */
export type RunRole = 'http' | 'worker' | 'scheduler';

const optionalText = z.string().transform((text) => (text === '' ? undefined : text));

/** The platform's own environment variables. */
export const platformSettings = {
  ...networkSettings,
  ...eIdSettings,
  ...signInSettings,
  ...fileSettings,
  port: declare({
    env: 'SEN_PORT',
    type: z.coerce.number().int().min(0).max(65535),
    default: '8080',
    about: {
      vi: 'Cổng HTTP, từ 0 đến 65535 (0: hệ thống tự chọn).',
      en: 'HTTP port, 0 to 65535 (0: the system chooses).',
    },
  }),
  host: declare({
    env: 'SEN_HOST',
    type: z.string().regex(/^[a-zA-Z0-9.:_-]+$/),
    default: '127.0.0.1',
    about: {
      vi: 'Địa chỉ máy chủ lắng nghe; mặc định chỉ máy này.',
      en: 'Address that the server listens on; only this machine unless told otherwise.',
    },
  }),
  publicUrl: declare({
    env: 'SEN_PUBLIC_URL',
    type: z
      .string()
      .regex(/^(|https?:\/\/[^\s/?#]+\/?)$/)
      .transform((text) => text.replace(/\/$/, '')),
    default: '',
    about: {
      vi: 'Địa chỉ gốc mà người dùng mở, ví dụ https://sen.example.vn, không có đường dẫn phía sau.',
      en: 'The address that people open, for example https://sen.example.vn, with no path behind it.',
    },
  }),
  dataDir: declare({
    env: 'SEN_DATA_DIR',
    type: z
      .string()
      .min(1)
      .transform((text) => resolve(text)),
    default: './data',
    about: { vi: 'Thư mục dữ liệu.', en: 'Data folder.' },
  }),
  databaseUrl: declare({
    env: 'SEN_DATABASE_URL',
    type: z
      .string()
      .regex(/^(|postgres(ql)?:\/\/.+)$/)
      .transform((text) => (text === '' ? undefined : text)),
    default: '',
    secret: true,
    about: {
      vi: 'PostgreSQL hoặc Citus có sẵn thay cho bản kèm theo, dạng postgres://người-dùng:mật-khẩu@máy/cơ-sở-dữ-liệu.',
      en: 'A PostgreSQL or Citus of your own in place of the embedded one, as postgres://user:password@host/database.',
    },
  }),
  filesDir: declare({
    env: 'SEN_FILES_DIR',
    type: z.string().transform((text) => (text === '' ? undefined : resolve(text))),
    default: '',
    about: {
      vi: 'Thư mục các tệp; để trống là <SEN_DATA_DIR>/files. Nhiều máy chủ chung một cơ sở dữ liệu thì cùng dùng một thư mục mạng.',
      en: 'Folder of the stored files; <SEN_DATA_DIR>/files unless told. Several servers on one database share one network folder.',
    },
  }),
  backupDir: declare({
    env: 'SEN_BACKUP_DIR',
    type: z.string().transform((text) => (text === '' ? undefined : resolve(text))),
    default: '',
    about: {
      vi: 'Thư mục sao lưu liên tục của PostgreSQL kèm theo, trên một ổ đĩa khác; khôi phục được về từng thời điểm.',
      en: 'Folder for the continuous backup of the embedded PostgreSQL, on another disk; any moment can be restored.',
    },
  }),
  masterKey: declare({
    env: 'SEN_MASTER_KEY',
    type: z.string().regex(/^(|beside|(file|base64|pkcs11|kms):.+)$/),
    default: '',
    secret: true,
    about: {
      vi: 'Khoá chủ mã hoá mọi dữ liệu: file:/đường/dẫn, base64:<32 byte>, pkcs11:... hoặc kms:...; để trống hoặc "beside" là tệp <SEN_DATA_DIR>/keys/master.key.',
      en: 'The master key that all data are encrypted under: file:/path, base64:<32 bytes>, pkcs11:... or kms:...; without it, or as "beside", the file <SEN_DATA_DIR>/keys/master.key.',
    },
  }),
  formerMasterKey: declare({
    env: 'SEN_MASTER_KEY_FORMER',
    type: z.string().regex(/^(|beside|(file|base64|pkcs11|kms):.+)$/),
    default: '',
    secret: true,
    about: {
      vi: 'Khoá chủ trước đây, cùng cách viết, khi đang đổi khoá hoặc mở bản sao lưu cũ.',
      en: 'The master key before this one, written alike, while it is being replaced or an older backup is opened.',
    },
  }),
  run: declare({
    env: 'SEN_RUN',
    type: z
      .string()
      .regex(/^(http|worker|scheduler)(,(http|worker|scheduler))*$/)
      .transform((text): ReadonlySet<RunRole> => new Set(text.split(',') as RunRole[])),
    default: 'http,worker,scheduler',
    about: {
      vi: 'Việc của tiến trình này: http (trả lời), worker (việc nền, sự kiện, cổng HL7 v2), scheduler (lịch). Cũng viết được --run=http,worker.',
      en: 'What this process does: http (answers), worker (jobs, events, the HL7 v2 door), scheduler (timetable). Also as --run=http,worker.',
    },
  }),
  processes: declare({
    env: 'SEN_PROCESSES',
    type: z
      .string()
      .regex(/^(auto|[1-9]|[1-5][0-9]|6[0-4])$/)
      .transform((text) => (text === 'auto' ? Math.max(1, availableParallelism() - 1) : Number(text))),
    default: '1',
    about: {
      vi: 'Số tiến trình trả lời HTTP trên máy này, từ 1 đến 64, hoặc auto (số nhân trừ một); trên 1 thì việc nền chạy ở một tiến trình riêng.',
      en: 'Processes that answer HTTP on this machine, 1 to 64, or auto (cores less one); above 1 the background work has a process of its own.',
    },
  }),
  databaseConnections: declare({
    env: 'SEN_DATABASE_CONNECTIONS',
    type: z.coerce.number().int().min(2).max(500),
    default: '16',
    about: {
      vi: 'Số kết nối tới cơ sở dữ liệu của mỗi tiến trình, từ 2 đến 500.',
      en: 'Connections to the database of each process, 2 to 500.',
    },
  }),
  drainSeconds: declare({
    env: 'SEN_DRAIN_SECONDS',
    type: z
      .string()
      .regex(/^([0-9]{0,3})$/)
      .transform((text) => (text === '' ? undefined : Number(text))),
    default: '',
    about: {
      vi: 'Khi dừng, tiếp tục trả lời bấy nhiêu giây sau khi /readyz báo 503, để bộ chia tải kịp chuyển đi; mặc định 5, trên máy này 0.',
      en: 'When stopping, go on answering for so many seconds after /readyz says 503, until the balancer has turned away; 5, on loopback 0.',
    },
  }),
  demo: declare({
    env: 'SEN_DEMO',
    type: z.enum(['', 'on', 'off']),
    default: '',
    about: {
      vi: '"on": kể câu chuyện mẫu trên cơ sở dữ liệu trống; "off": bắt đầu trống và khoá. Mặc định "on" chỉ khi dùng PostgreSQL kèm theo trên máy này.',
      en: '"on": tell the demo story on an empty database; "off": start empty and locked. "on" by default only for the embedded PostgreSQL on this machine.',
    },
  }),
  logLevel: declare({
    env: 'SEN_LOG',
    type: z.enum(['silent', 'error', 'warn', 'info', 'debug']),
    default: 'info',
    about: {
      vi: 'Mức nhật ký: silent, error, warn, info hoặc debug.',
      en: 'Log level: silent, error, warn, info or debug.',
    },
  }),
  metricsToken: declare({
    env: 'SEN_METRICS_TOKEN',
    type: optionalText,
    default: '',
    secret: true,
    about: {
      vi: 'Mã để đọc /metrics từ máy khác; để trống thì chỉ đọc được từ máy này.',
      en: 'Token that reads /metrics from another machine; without it only this machine may.',
    },
  }),
  smtpUrl: declare({
    env: 'SEN_SMTP_URL',
    type: z
      .string()
      .regex(/^(|smtps?:\/\/[^\s]+)$/)
      .transform((text) => (text === '' ? undefined : text)),
    default: '',
    secret: true,
    about: {
      vi: 'Máy chủ thư để báo tin, dạng smtps://người-dùng:mật-khẩu@máy:465; để trống thì không gửi thư.',
      en: 'Mail relay for notifications, as smtps://user:password@host:465; without it no e-mail is sent.',
    },
  }),
  outgoingAllow: declare({
    env: 'SEN_OUTGOING_ALLOW',
    type: z
      .string()
      .regex(/^(|[^\s,/@]+(,[^\s,/@]+)*)$/)
      .transform((text) => (text === '' ? [] : text.split(','))),
    default: '',
    about: {
      vi: 'Các máy trong mạng nội bộ mà Sen được gọi tới khi báo tin, cách nhau bằng dấu phẩy: máy hoặc máy:cổng. Mọi địa chỉ nội bộ khác đều bị chặn.',
      en: 'Inner hosts that Sen may call with notifications, as host or host:port with commas between. Every other inner address is refused.',
    },
  }),
} as const;

/** All settings of one Sen, read once at the entry and passed down. */
export interface Settings extends Omit<
  ValuesOf<typeof platformSettings>,
  'demo' | 'filesDir' | 'drainSeconds' | 'secondFactor' | 'idleDays'
> {
  readonly filesDir: string;
  readonly drainSeconds: number;
  /** Never empty and without a slash at the end; follows the port where nothing is set. With port 0 the platform corrects it. */
  readonly publicUrl: string;
  readonly demo: boolean;
  /** From whom a second factor is asked at sign-in. */
  readonly secondFactor: 'staff' | 'everyone' | 'optional';
  /** Days after which an idle account of staff is closed; 0 never. */
  readonly idleDays: number;
  /** True where the listening address is reached from this machine only. */
  readonly loopback: boolean;
  /** The national e-ID; undefined where nobody signs in by it. */
  readonly eId: EIdSettings | undefined;
  /** Values of each module's `config`, by module id. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Reads and judges all settings. Throws SettingsRefused, with every finding at once.
 * @param given the environment; passed in by entry, nobody else reads process.env. A secret may stand in a file: `SEN_X_FILE`.
 */
export function readAllSettings(given: Environment, modules: readonly AnyModule[]): Settings {
  const findings: SettingFinding[] = [];
  const declared = [
    ...Object.values(platformSettings),
    ...modules.flatMap((module) => Object.values(module.config ?? {})),
  ];
  const env = withSecretFiles(declared, given, findings);
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SettingsRefused)) throw error;
      findings.push(...error.findings);
      return undefined;
    }
  };
  const own = attempt(() => readSettings(platformSettings, env));
  const ofModules = modules.map((module) => [
    module.id,
    attempt(() => readSettings(module.config ?? {}, env)) ?? {},
  ]);
  if (own === undefined) throw new SettingsRefused(findings);
  const loopback = isLoopback(own.host);
  const scheme = own.tlsCert === undefined ? 'http' : 'https';
  const isDemo = own.demo === '' ? own.databaseUrl === undefined && loopback : own.demo === 'on';
  const settings = {
    ...own,
    loopback,
    drainSeconds: own.drainSeconds ?? (loopback ? 0 : 5),
    filesDir: own.filesDir ?? join(own.dataDir, 'files'),
    publicUrl: own.publicUrl === '' ? `${scheme}://localhost:${own.port}` : own.publicUrl,
    demo: isDemo,
    eId: readEId({ ...own, demo: isDemo, loopback }, findings),
    ...resolveSignIn(own, isDemo),
    modules: Object.fromEntries(ofModules) as Settings['modules'],
  };
  if (own.backupDir !== undefined && own.databaseUrl !== undefined) findings.push(backupElsewhere);
  findings.push(...findUnsafe(settings, { urlMissing: own.publicUrl === '', env, declared }));
  if (findings.length > 0) throw new SettingsRefused(findings);
  return settings;
}

const backupElsewhere: SettingFinding = {
  env: 'SEN_BACKUP_DIR',
  text: {
    vi: 'Chỉ dùng cho PostgreSQL kèm theo. SEN_DATABASE_URL là một PostgreSQL riêng; hãy sao lưu nó bằng pgBackRest.',
    en: 'Only for the embedded PostgreSQL. SEN_DATABASE_URL is a PostgreSQL of your own; back it up with pgBackRest.',
  },
};

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
