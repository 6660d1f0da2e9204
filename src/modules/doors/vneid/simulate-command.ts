import { parseArgs } from 'node:util';
import type { Language } from '#kernel/schema.ts';
import type { BareCommand } from '#platform/module/define-module.ts';
import { simulatedClient } from '#platform/settings/e-id-settings.ts';
import { simulatedFaults, type SimulatedFault } from './simulated-person.ts';
import { startSimulator } from './start-simulator.ts';

/**
 * `sen simulate vneid`: plays the national e-ID until it is stopped. Only where the settings are those of a demo on this machine: whoever
 * could make it sign tokens for a real installation could be anybody there.
 * @param stopped resolves when the command shall end
 */
export function simulateCommand(
  settings: { readonly demo: boolean; readonly loopback: boolean },
  language: Language,
  stopped: () => Promise<void> = untilSignal,
): BareCommand {
  return {
    name: 'simulate vneid',
    usage: `simulate vneid --port PORT [--fault ${simulatedFaults.join('|')}]`,
    about: {
      vi: 'Mô phỏng định danh điện tử quốc gia (VNeID) trên máy này để thử đăng nhập; chỉ trong bản dùng thử',
      en: 'Play the national e-ID (VNeID) on this machine to try the sign-in; in the demo only',
    },
    async run(args, print) {
      if (!settings.demo || !settings.loopback) {
        print(onlyInDemo[language]);
        return 1;
      }
      const { values } = parseArgs({
        args: [...args],
        options: { port: { type: 'string' }, fault: { type: 'string' } },
      });
      const port = Number(values.port ?? '');
      const fault = simulatedFaults.find((one) => one === (values.fault ?? 'none'));
      if (
        values.port === undefined ||
        !Number.isInteger(port) ||
        port < 0 ||
        port > 65_535 ||
        fault === undefined
      ) {
        print(wrongCall[language]);
        return 2;
      }
      return play(port, fault, print, stopped);
    },
  };
}

async function play(
  port: number,
  fault: SimulatedFault,
  print: (line: string) => void,
  stopped: () => Promise<void>,
): Promise<number> {
  const simulator = await startSimulator({ port, fault, ...simulatedClient });
  print(`SEN_VNEID_ISSUER=${simulator.issuer}`);
  print(`SEN_VNEID_CLIENT_ID=${simulatedClient.clientId}`);
  print(`SEN_VNEID_CLIENT_SECRET=${simulatedClient.clientSecret}`);
  await stopped();
  await simulator.stop();
  return 0;
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

const onlyInDemo = {
  vi: 'Chỉ chạy trong bản dùng thử trên máy này (SEN_DEMO bật, không mở cho máy khác).',
  en: 'Runs only for a demo on this machine (SEN_DEMO on, no other machine let in).',
};
const wrongCall = {
  vi: 'Cần --port với một số từ 0 đến 65535, và --fault với một lỗi trong danh sách.',
  en: 'Needs --port with a number from 0 to 65535, and --fault with a fault of the list.',
};
