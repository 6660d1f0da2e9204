import { z } from 'zod';
import type { ScannerPlace } from '../files/scan/clamd.ts';
import { declare } from './declare.ts';

const form = /^(?:|unix:(\/.+)|tcp:(127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d{1,5}))$/;

/** Settings of what happens to files that strangers send. */
export const fileSettings = {
  scanner: declare({
    env: 'SEN_SCANNER',
    type: z
      .string()
      .regex(form)
      .transform((text): ScannerPlace | undefined => {
        const [, path, host, port] = form.exec(text) ?? [];
        if (path !== undefined) return { path };
        return host === undefined ? undefined : { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
      }),
    default: '',
    about: {
      vi: 'Máy quét vi-rút clamd trên máy này: unix:/run/clamav/clamd.ctl hoặc tcp:127.0.0.1:3310. Tệp gửi lên được giữ lại tới khi quét xong; máy quét không chạy thì không nhận tệp. Để trống thì tệp không được quét và trang nói rõ điều đó.',
      en: 'The virus scanner clamd on this machine: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310. Files are held until they are scanned; while it is away none are taken. Without it files are not scanned, and pages say so.',
    },
  }),
} as const;
