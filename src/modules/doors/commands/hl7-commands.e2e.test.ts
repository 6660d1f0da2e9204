import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { startMllp, type RunningMllp } from '../hl7v2/mllp-server.ts';
import { doors } from '../module.ts';
import { hl7SendCommand } from './hl7-send.ts';
import { hl7SenderCommand } from './hl7-sender.ts';

let sen: TestPlatform;
let mllp: RunningMllp | undefined;
beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
});
afterAll(async () => {
  await mllp?.stop();
  await sen?.stop();
});

async function run(
  command: typeof hl7SendCommand,
  ...args: string[]
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await command.run(sen.contextOf('doors'), args, (line) => lines.push(line));
  return { code, lines };
}

describe('an administrator connects a hospital', () => {
  test('a sender is registered, seen and taken away; a wrong facility code is refused', async () => {
    expect((await run(hl7SenderCommand, 'add', 'HIS', 'BVDK', 'BV')).code).toBe(1);
    expect((await run(hl7SenderCommand, 'add', 'HIS', 'BVDK', '79001')).code).toBe(0);
    expect((await run(hl7SenderCommand, 'list')).lines).toContain('HIS\tBVDK\t79001\tP');
    expect((await run(hl7SenderCommand, 'add', 'LIS', 'BVDK', '79001', 'P', 'ma-lk')).code).toBe(0);
    expect((await run(hl7SenderCommand, 'list')).lines).toContain('LIS\tBVDK\t79001\tP\tma-lk');
    expect((await run(hl7SenderCommand, 'remove', 'HIS', 'BVDK')).code).toBe(0);
    expect((await run(hl7SenderCommand, 'remove', 'HIS', 'BVDK')).code).toBe(1);
  });

  test('files are sent, and each answer is printed: refused before registration, taken after', async () => {
    const file = fileURLToPath(new URL('../hl7v2/fixtures/adt-a01.hl7', import.meta.url));
    mllp = await startMllp(
      { context: () => sen.contextOf('doors'), settings: {}, demo: false },
      { port: 0, host: '127.0.0.1' },
    );
    const before = await run(hl7SendCommand, `127.0.0.1:${mllp.port}`, file);
    expect([before.code, before.lines.at(-1)]).toEqual([1, 'AR 1']);
    expect(before.lines[1]).toContain('chưa được đăng ký');
    await mllp.stop();
    await run(hl7SenderCommand, 'add', 'HIS', '01999', '01999');
    mllp = await startMllp(
      { context: () => sen.contextOf('doors'), settings: {}, demo: false },
      { port: 0, host: '127.0.0.1' },
    );
    expect(await run(hl7SendCommand, `127.0.0.1:${mllp.port}`, file)).toEqual({
      code: 0,
      lines: [`AA HIS-0001 ${file}`, 'AA 1'],
    });
  });
});
