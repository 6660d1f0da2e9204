import { createReadStream } from 'node:fs';
import type { Command } from '#platform/module/define-module.ts';
import { openMllpClient, type MllpClient } from '../hl7v2/mllp-client.ts';
import { parseMessage } from '../hl7v2/message.ts';
import { splitFile } from '../hl7v2/split-file.ts';

/** `sen hl7-send HOST:PORT FILE...`: sends the messages of files one by one and prints each answer. */
export const hl7SendCommand: Command = {
  name: 'hl7-send',
  usage: 'hl7-send HOST:PORT FILE...',
  about: {
    vi: 'Gửi thông điệp HL7 v2 (MLLP) từ tệp và in câu trả lời',
    en: 'Send HL7 v2 messages (MLLP) from files and print the answers',
  },
  run: async (_ctx, args, print) => {
    const [where, ...files] = args;
    const match = /^(.+):(\d{1,5})$/.exec(where ?? '');
    if (match === null || files.length === 0) {
      print('Cách dùng / usage: sen hl7-send HOST:PORT FILE...');
      return 1;
    }
    const client = await openMllpClient(match[1]!, Number(match[2]));
    try {
      const answers = new Map<string, number>();
      for (const file of files) await sendFile(client, file, answers, print);
      print([...answers].map(([code, count]) => `${code} ${count}`).join(', '));
      return [...answers.keys()].every((code) => code === 'AA') ? 0 : 1;
    } finally {
      client.close();
    }
  },
};

async function sendFile(
  client: MllpClient,
  file: string,
  answers: Map<string, number>,
  print: (line: string) => void,
): Promise<void> {
  for await (const part of splitFile(createReadStream(file))) {
    if ('tooLarge' in part) continue;
    const answer = parseMessage(await client.send(part.bytes));
    const msa = answer?.first('MSA');
    const code = msa?.text(1) || '?';
    answers.set(code, (answers.get(code) ?? 0) + 1);
    print(`${code} ${msa?.text(2) ?? ''} ${file}`);
    for (const err of answer?.segments.filter((one) => one.name === 'ERR') ?? []) {
      print(
        `    ${[err.text(2), err.text(2, 2), err.text(2, 3)].filter(Boolean).join('-')} ${err.text(3)}: ${err.text(8)}`,
      );
    }
  }
}
