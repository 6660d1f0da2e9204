import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Context } from '#platform/context.ts';
import type { Command } from '#platform/module/define-module.ts';
import { removeLine, setLine } from '../registers/line-settings.ts';
import { readLines } from '../registers/line-state.ts';
import { lineNames, type LineName } from '../registers/register.ts';

const usage = `register set ${lineNames.join('|')} --url HTTPS-URL --ca FILE --cert FILE --key FILE --secret FILE | register remove NAME | register state`;

/** `sen register`: where the registers of the state are, by which certificates they and Sen know each other, and how the lines are. */
export const registerCommand: Command = {
  name: 'register',
  usage,
  about: {
    vi: 'Đặt đường kết nối tới CSDL quốc gia về dân cư, BHXH và hệ thống tiêm chủng quốc gia (TLS hai chiều) và xem tình trạng',
    en: 'Set the lines to the population database, social insurance and the national immunisation system (mutual TLS) and see how they are',
  },
  async run(ctx, args, print) {
    const [verb, name] = args;
    if (verb === 'state') return printStates(ctx, print);
    const register = lineNames.find((one) => one === name);
    if (verb === 'remove' && register !== undefined) {
      const removed = await removeLine(ctx, register);
      print(removed ? `✓ ${register}` : 'Chưa đặt đường kết nối này. / This line was not set.');
      return removed ? 0 : 1;
    }
    if (verb === 'set' && register !== undefined) return set(ctx, register, args.slice(2), print);
    print(`Cách dùng / usage: sen ${usage}`);
    return 2;
  },
};

async function set(
  ctx: Context,
  register: LineName,
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { url: text, ca: text, cert: text, key: text, secret: text },
  });
  const url = (values.url ?? '').replace(/\/$/u, '');
  const { ca, cert, key, secret } = values;
  if (!isHttps(url) || ca === undefined || cert === undefined || key === undefined || secret === undefined) {
    print(`Cách dùng / usage: sen ${usage}`);
    return 2;
  }
  const [caText, certText, keyText, secretText] = await Promise.all(
    [ca, cert, key, secret].map((path) => readFile(path, 'utf8')),
  );
  await setLine(ctx, register, {
    url,
    ca: caText!,
    cert: certText!,
    key: keyText!,
    secret: secretText!.trim(),
    isSimulated: false,
  });
  print(`✓ ${register} → ${url}`);
  return 0;
}

function isHttps(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' && parsed.username === '' && parsed.search === '';
}

async function printStates(ctx: Context, print: (line: string) => void): Promise<number> {
  for (const { line, isSet, isSimulated, state, since, fault, reports } of await readLines(ctx, lineNames)) {
    const words = isSet
      ? [state, since?.toISOString() ?? '', fault ?? '', isSimulated ? 'simulated' : '']
      : ['not-set'];
    print([line, ...words, reports > 0 ? `refused-answers=${reports}` : ''].filter(Boolean).join('\t'));
  }
  return 0;
}
