import { defaultToday } from '../domain/world.ts';

/** What `sen synth` was asked. */
export interface SynthArgs {
  readonly citizens: number;
  readonly seed: number;
  readonly years: number;
  readonly today: string;
  readonly commune?: string;
  readonly out?: string;
  readonly send: boolean;
  readonly url: string;
  readonly mllpPort: number;
  /** File with {"client_id","client_secret"} as `sen client create --json` prints it. */
  readonly credentials?: string;
}

/** Why the arguments cannot be used. */
export interface ArgsRefusal {
  readonly refuse: string;
}

const known = new Set(['citizens', 'seed', 'years', 'today', 'commune', 'out', 'url', 'mllp', 'credentials']);

/** Reads `--name value` pairs and the switch `--send`; refuses what it does not know with the name of the option. */
export function readSynthArgs(args: readonly string[]): SynthArgs | ArgsRefusal {
  const values = new Map<string, string>();
  let send = false;
  for (let i = 0; i < args.length; i += 1) {
    const name = args[i]!.replace(/^--/, '');
    if (name === 'send') {
      send = true;
      continue;
    }
    const value = args[i + 1];
    if (!args[i]!.startsWith('--') || !known.has(name) || value === undefined) return { refuse: args[i]! };
    values.set(name, value);
    i += 1;
  }
  const citizens = Number(values.get('citizens'));
  const seed = Number(values.get('seed') ?? 1);
  const years = Number(values.get('years') ?? 3);
  const mllpPort = Number(values.get('mllp') ?? 2575);
  const today = values.get('today') ?? defaultToday;
  if (!Number.isSafeInteger(citizens) || citizens < 1) return { refuse: '--citizens' };
  if (!Number.isSafeInteger(seed)) return { refuse: '--seed' };
  if (!(years > 0 && years <= 20)) return { refuse: '--years' };
  if (!(mllpPort > 0 && mllpPort < 65_536)) return { refuse: '--mllp' };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today))) return { refuse: '--today' };
  if (send && values.get('credentials') === undefined) return { refuse: '--credentials' };
  if (!send && values.get('out') === undefined) return { refuse: '--out' };
  const text = (name: 'commune' | 'out' | 'credentials') => {
    const value = values.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    citizens,
    seed,
    years,
    today,
    send,
    mllpPort,
    url: (values.get('url') ?? 'http://localhost:8080').replace(/\/$/, ''),
    ...text('commune'),
    ...text('out'),
    ...text('credentials'),
  };
}
