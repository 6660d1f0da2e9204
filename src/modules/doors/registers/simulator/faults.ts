/** What a simulated register does wrong on purpose. */
export const registerSimulatorFaults = [
  'none',
  'slow',
  'down',
  'busy',
  'broken',
  'half',
  'garbage',
  'truncated',
  'drip',
  'endless',
  'another-person',
  'another-request',
  'twice',
  'twice-differing',
  'missing',
] as const;

export type RegisterSimulatorFault = (typeof registerSimulatorFaults)[number];
