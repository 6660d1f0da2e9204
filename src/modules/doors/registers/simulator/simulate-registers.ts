import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Language } from '#kernel/schema.ts';
import type { BareCommand } from '#platform/module/define-module.ts';
import type { LineSettings } from '../line-settings.ts';
import { updatePath } from '../take-update.ts';
import type { RegisterName } from '../register.ts';
import { registerSimulatorFaults, type RegisterSimulatorFault } from './faults.ts';

/** Starts one of the simulators. */
type Start = (options: {
  readonly port: number;
  readonly fault: RegisterSimulatorFault;
  readonly pushTo: string;
}) => Promise<{ readonly line: LineSettings; readonly stop: () => Promise<void> }>;

const starts: Readonly<Record<RegisterName, () => Promise<Start>>> = {
  population: async () => (await import('../../population/start-simulator.ts')).startPopulationSimulator,
  'social-insurance': async () =>
    (await import('../../social-insurance/start-simulator.ts')).startInsuranceSimulator,
};

/**
 * `sen simulate population` and `sen simulate social-insurance`: play a register until stopped, and write the papers of Sen's side into a
 * folder. Only where the settings are those of a demo on this machine: whoever could make an installation believe it could tell it that
 * somebody died.
 */
export function simulateRegisterCommands(
  settings: { readonly demo: boolean; readonly loopback: boolean; readonly publicUrl: string },
  language: Language,
  stopped: () => Promise<void> = untilSignal,
): BareCommand[] {
  return (Object.keys(starts) as RegisterName[]).map((register) => ({
    name: `simulate ${register}`,
    usage: `simulate ${register} --port PORT --papers FOLDER [--fault ${registerSimulatorFaults.join('|')}]`,
    about: abouts[register],
    async run(args, print) {
      if (!settings.demo || !settings.loopback) {
        print(onlyInDemo[language]);
        return 1;
      }
      const text = { type: 'string' } as const;
      const { values } = parseArgs({ args: [...args], options: { port: text, papers: text, fault: text } });
      const port = Number(values.port ?? Number.NaN);
      const fault = registerSimulatorFaults.find((one) => one === (values.fault ?? 'none'));
      if (
        !Number.isInteger(port) ||
        port < 0 ||
        port > 65_535 ||
        fault === undefined ||
        values.papers === undefined
      ) {
        print(wrongCall[language]);
        return 2;
      }
      const start = await starts[register]();
      const simulator = await start({ port, fault, pushTo: settings.publicUrl + updatePath(register) });
      await writePapers(values.papers, simulator.line);
      const at = (name: string): string => join(values.papers ?? '', name);
      print(
        `sen register set ${register} --url ${simulator.line.url} --ca ${at('ca.pem')} --cert ${at('cert.pem')} --key ${at('key.pem')} --secret ${at('secret')}`,
      );
      await stopped();
      await simulator.stop();
      return 0;
    },
  }));
}

async function writePapers(folder: string, { ca, cert, key, secret }: LineSettings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const papers = { 'ca.pem': ca, 'cert.pem': cert, 'key.pem': key, secret };
  for (const [name, text] of Object.entries(papers))
    await writeFile(join(folder, name), text, { mode: 0o600 });
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

const abouts = {
  population: {
    vi: 'Mô phỏng CSDL quốc gia về dân cư trên máy này (một triệu người bịa, TLS hai chiều); chỉ trong bản dùng thử',
    en: 'Play the national population database on this machine (a million invented people, mutual TLS); in the demo only',
  },
  'social-insurance': {
    vi: 'Mô phỏng hệ thống BHXH trên máy này (TLS hai chiều); chỉ trong bản dùng thử',
    en: 'Play social insurance on this machine (mutual TLS); in the demo only',
  },
} as const;
const onlyInDemo = {
  vi: 'Chỉ chạy trong bản dùng thử trên máy này (SEN_DEMO bật, không mở cho máy khác).',
  en: 'Runs only for a demo on this machine (SEN_DEMO on, no other machine let in).',
};
const wrongCall = {
  vi: 'Cần --port với một số từ 0 đến 65535, --papers với một thư mục, và --fault với một lỗi trong danh sách.',
  en: 'Needs --port with a number from 0 to 65535, --papers with a folder, and --fault with a fault of the list.',
};
