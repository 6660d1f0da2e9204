import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/module/define-module.ts';
import { removeProvider, setProvider } from './provider.ts';

const usage = 'sms set --url HTTPS-URL --key FILE | sms remove';

/** `sen sms`: who sends text messages for this installation. */
export const smsCommand: Command = {
  name: 'sms',
  usage,
  about: {
    vi: 'Đặt hoặc bỏ nhà cung cấp tin nhắn SMS',
    en: 'Set or remove the provider of text messages',
  },
  async run(ctx, args, print) {
    const [verb] = args;
    if (verb === 'remove') {
      const removed = await removeProvider(ctx);
      print(removed ? '✓' : 'Chưa đặt nhà cung cấp. / No provider was set.');
      return removed ? 0 : 1;
    }
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args: args.slice(1), options: { url: text, key: text } });
    const { url = '', key } = values;
    const parsed = URL.parse(url);
    if (verb !== 'set' || key === undefined || parsed?.protocol !== 'https:' || parsed.username !== '') {
      print(`Cách dùng / usage: sen ${usage}`);
      return 2;
    }
    await setProvider(ctx, { url, key: (await readFile(key, 'utf8')).trim() });
    print(`✓ ${url}`);
    return 0;
  },
};
