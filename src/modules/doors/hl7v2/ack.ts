import type { Finding, Location } from './rules.ts';
import { rules } from './rules.ts';
import { standardDelimiters } from './delimiters.ts';
import { printMessage, type Message, type PrintField, type Segment } from './message.ts';
import { printTime } from './time.ts';

/** Original-mode answers. @source HL7 v2 table 0008: AA taken, AE content wrong, AR not for here */
export type AckCode = 'AA' | 'AE' | 'AR';

/** What an acknowledgement says. */
export interface AckContent {
  readonly code: AckCode;
  readonly findings: readonly Finding[];
  /** Our own control id for MSH-10. */
  readonly controlId: string;
  readonly now: Date;
}

/** The gravest answer that the findings ask for. */
export function codeOf(findings: readonly Finding[]): AckCode {
  const answers = new Set(findings.map((one) => rules[one.rule].answer));
  if (answers.has('AR')) return 'AR';
  return answers.has('AE') ? 'AE' : 'AA';
}

/**
 * Prints the acknowledgement of a message (undefined: it could not even be parsed, so nothing can be echoed). Sender and receiver change
 * places, MSA-2 echoes the control id, version and processing id are the sender's own, text is UTF-8 and says so in MSH-18. Each finding is
 * an ERR segment: place in ERR-2, condition in ERR-3, our rule id in ERR-5, the sentence in Vietnamese and English in ERR-8; versions
 * before 2.5, which know only ERR-1, get the place and condition there as well.
 */
export function printAck(message: Message | undefined, ack: AckContent): string {
  const msh = message?.msh;
  const version = msh?.text(12) || '2.5';
  const event = msh?.text(9, 2) ?? '';
  const type: PrintField = [[['ACK'], ...(event === '' ? [] : [[event], ['ACK']])]];
  const first = ack.findings[0];
  return printMessage(
    [
      [
        'MSH',
        hierarchic(msh, 5) ?? 'SEN',
        hierarchic(msh, 6) ?? '',
        hierarchic(msh, 3) ?? '',
        hierarchic(msh, 4) ?? '',
        printTime(ack.now),
        '',
        type,
        ack.controlId,
        msh?.text(11) || 'P',
        version,
        ...Array<string>(5).fill(''),
        'UNICODE UTF-8',
      ],
      ['MSA', ack.code, msh?.text(10) ?? '', first === undefined ? '' : first.text.en.slice(0, 80)],
      ...ack.findings.map((one): readonly [string, ...PrintField[]] => printFinding(one, isOld(version))),
    ],
    message?.delimiters ?? standardDelimiters,
  );
}

function printFinding(one: Finding, old: boolean): readonly [string, ...PrintField[]] {
  const rule = rules[one.rule];
  const at: Location = one.at ?? { segment: 'MSH' };
  const place = [at.segment, String(at.sequence ?? 1), at.field === undefined ? '' : String(at.field)];
  const conditionText = conditionTexts[rule.condition] ?? '';
  return [
    'ERR',
    old ? [[...place, [rule.condition, conditionText, 'HL70357']]] : '',
    [[...place, at.field === undefined ? '' : '1', at.component === undefined ? '' : String(at.component)]],
    [[rule.condition, conditionText, 'HL70357']],
    rule.answer === 'warning' ? 'W' : 'E',
    [[one.rule, '', 'SEN']],
    '',
    '',
    `${one.text.vi} / ${one.text.en}`,
  ];
}

/** ERR-2 to ERR-12 came with 2.5. @source HL7 v2.5 chapter 2, section 2.15.5 */
function isOld(version: string): boolean {
  return /^2\.[1-4]/.test(version);
}

/** Echoes an HD field (namespace ^ universal id ^ type) as it was. */
function hierarchic(msh: Segment | undefined, field: number): PrintField | undefined {
  const one = msh?.repetitions(field)[0];
  if (one === undefined) return undefined;
  return [[one.component(1), one.component(2), one.component(3)]];
}

/** @source HL7 v2 table 0357 */
const conditionTexts: Readonly<Record<string, string>> = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '104': 'Value too long',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '207': 'Application internal error',
};
