import type { Attachment, DocumentReference } from '@medplum/fhirtypes';
import { refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { v2Table } from './codes.ts';
import { groupOrders } from './groups.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { readWorker } from './people.ts';
import { attachmentsOf } from './report.ts';

/** @source HL7 v2 table 0271 (document completion status) */
const docStatuses: Readonly<Record<string, NonNullable<DocumentReference['docStatus']>>> = {
  AU: 'final',
  LA: 'final',
  DO: 'final',
  DI: 'preliminary',
  IN: 'preliminary',
  IP: 'preliminary',
  PA: 'preliminary',
};

/** TXA with the OBX lines under it: a document with its content. Text lines become one plain text. */
export function mapDocument(context: MapContext, encounter: string | undefined): Mapped<DocumentReference> {
  const { message, facilityCode } = context;
  const txa = message.first('TXA') ?? refuse('segment-missing', { segment: 'TXA' }, 'TXA');
  const number = txa.text(12) || refuse('field-missing', { segment: 'TXA', field: 12 }, 'TXA-12');
  const { before, orders } = groupOrders(message);
  const lines = [...before, ...orders.flatMap((one) => one.results)];
  const words = lines
    .filter(({ obx }) => !['ED', 'RP'].includes(obx.text(2).toUpperCase()))
    .map(({ obx }) => obx.whole(5));
  const title = txa.text(2, 2) || txa.text(2);
  const attachments: Attachment[] = [
    ...(words.length === 0
      ? []
      : [
          compact({
            contentType: 'text/plain;charset=utf-8',
            data: Buffer.from(words.join('\n'), 'utf8').toString('base64'),
            title,
          }),
        ]),
    ...attachmentsOf(lines),
  ];
  if (attachments.length === 0) return refuse('segment-missing', { segment: 'OBX' }, 'OBX');
  const status = docStatuses[txa.text(17).toUpperCase()];
  const written = readTime(txa.text(6)) ?? readTime(txa.text(4)) ?? readTime(message.msh.text(7));
  const author = readWorker(txa.repetitions(9)[0], facilityCode);
  return {
    resource: {
      ...compact<DocumentReference>({
        resourceType: 'DocumentReference',
        masterIdentifier: { system: `urn:sen:hl7v2-document:${facilityCode}`, value: number },
        status: 'current',
        ...(status === undefined ? {} : { docStatus: status }),
        ...(txa.text(2) === ''
          ? {}
          : {
              type: {
                coding: [compact({ system: v2Table('0270'), code: txa.text(2), display: txa.text(2, 2) })],
              },
            }),
        subject: { reference: context.patient },
        date: written?.instant ?? '',
        author: author === undefined ? [] : [author as NonNullable<DocumentReference['author']>[number]],
        custodian: { reference: context.organization },
        content: attachments.map((attachment) => ({ attachment })),
        ...(encounter === undefined ? {} : { context: { encounter: [{ reference: encounter }] } }),
      }),
      id: context.derive('DocumentReference', number),
    },
  };
}
