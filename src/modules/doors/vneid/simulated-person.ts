/** Somebody whom the simulator plays. */
export interface SimulatedPerson {
  /** Her name at the issuer. */
  readonly subject: string;
  readonly name: string;
  /** 'YYYY-MM-DD'. */
  readonly birthDate: string;
  readonly personalNumber: string;
}

/** What the simulator does wrong on purpose. */
export const simulatedFaults = [
  'none',
  'slow',
  'down',
  'wrong-signature',
  'unsigned',
  'wrong-nonce',
  'wrong-audience',
  'wrong-issuer',
  'other-issuer-answers',
  'expired',
  'duplicate-callback',
] as const;

export type SimulatedFault = (typeof simulatedFaults)[number];

/** Where nobody says otherwise: invented people whose numbers were never issued (province code 000 does not exist). */
export const inventedPeople: readonly SimulatedPerson[] = [
  { subject: 'sim-1', name: 'Nguyễn Thị Mô Phỏng', birthDate: '1988-03-12', personalNumber: '000188000001' },
  { subject: 'sim-2', name: 'Trần Văn Giả Định', birthDate: '1975-11-02', personalNumber: '000075000002' },
];
