import { readFile } from 'node:fs/promises';
import type { Command } from '#platform/module/define-module.ts';
import type { Planted } from '../domain/mistakes.ts';
import { openWorld } from '../domain/world.ts';
import { batches, type Batch } from '../speak/batches.ts';
import { openSpeaker } from '../send/send-batch.ts';
import { openFolder } from '../send/folder.ts';
import { systemToken } from '../send/system-token.ts';
import { readSynthArgs, type SynthArgs } from './synth-args.ts';

/** Makes a synthetic population and writes it as files, or sends it to a running Sen through its doors. */
export const synthCommand: Command = {
  name: 'synth',
  usage:
    'synth --citizens N [--seed K] [--years 3] [--today YYYY-MM-DD] [--commune CODE] (--out DIR | --send --credentials FILE [--url URL] [--mllp PORT])',
  about: {
    vi: 'Tạo dân số giả định (cùng hạt giống, cùng kết quả), ghi thành tệp cho `sen import` hoặc gửi qua các cửa của máy chủ đang chạy',
    en: 'Makes a synthetic population (same seed, same bytes), as files for `sen import` or sent through the doors of the running server',
  },
  async run(ctx, args, print) {
    const asked = readSynthArgs(args);
    if ('refuse' in asked) {
      print(`Tham số chưa đúng · Not understood: ${asked.refuse}`);
      print(`sen ${synthCommand.usage}`);
      return 2;
    }
    const startedAt = ctx.now().getTime();
    const sink = await openSink(asked);
    const world = await openWorld(asked);
    const counts = { fhir: 0, insurance: 0, hl7v2: 0, claims: 0, messages: 0, bytes: 0, refused: 0 };
    const planted: Planted[] = [];
    for (const batch of batches(world)) {
      const refusal = await sink.take(batch);
      if (refusal !== undefined) {
        counts.refused += 1;
        if (counts.refused <= 5) print(`✗ ${batch.name}: ${refusal}`);
      }
      counts[batch.door] += 1;
      counts.claims += batch.claims;
      counts.messages += batch.messages?.length ?? 0;
      counts.bytes += batch.text.length;
      planted.push(...batch.planted);
      if (batch.name.endsWith('0-facilities.json'))
        print(`… ${batch.name.slice(0, 6)}: ${counts.claims} lượt khám · claims`);
    }
    const summary = {
      seed: asked.seed,
      citizens: asked.citizens,
      today: asked.today,
      years: asked.years,
      ...counts,
      planted,
    };
    await sink.close(summary);
    const seconds = ((ctx.now().getTime() - startedAt) / 1000).toFixed(1);
    print(
      `${asked.citizens} người, ${counts.claims} hồ sơ BHYT, ${counts.messages} thông điệp HL7, ${counts.fhir} gói FHIR, ${planted.length} lỗi cài sẵn, ${seconds} giây`,
    );
    print(
      `${asked.citizens} people, ${counts.claims} claims, ${counts.messages} HL7 messages, ${counts.fhir} FHIR bundles, ${planted.length} planted mistakes, ${seconds} s`,
    );
    return counts.refused === 0 ? 0 : 1;
  },
};

interface Sink {
  /** Why a batch was not taken; undefined where it was. */
  take(batch: Batch): Promise<string | undefined>;
  close(summary: object): Promise<void>;
}

async function openSink(asked: SynthArgs): Promise<Sink> {
  if (!asked.send) return openFolder(asked.out ?? '.');
  const file = JSON.parse(await readFile(asked.credentials ?? '', 'utf8')) as {
    client_id: string;
    client_secret: string;
  };
  const speaker = openSpeaker({
    url: asked.url,
    token: systemToken(asked.url, file.client_id, file.client_secret),
    mllpHost: new URL(asked.url).hostname,
    mllpPort: asked.mllpPort,
  });
  return {
    async take(batch) {
      const { ok, detail } = await speaker.send(batch);
      return ok ? undefined : detail;
    },
    async close() {
      speaker.close();
    },
  };
}
