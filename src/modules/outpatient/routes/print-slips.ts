import type { Appointment, Encounter, Organization, Patient, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { makePdf } from '#platform/print/make-pdf.ts';
import { prescriptionSlip, referralSlip, type VisitPapers } from '../domain/slips.ts';

const belonging = ['Condition', 'Observation', 'MedicationRequest', 'ServiceRequest', 'Composition'];

/** A visit with everything of it, as the reader herself may see it. Errors: record.not-found, access.denied. */
async function loadPapers(ctx: Context, visitId: string): Promise<VisitPapers> {
  const { record } = ctx;
  const visit = JSON.parse((await record.read('Encounter', visitId)).text) as Encounter;
  const patientId = visit.subject?.reference?.replace('Patient/', '') ?? '';
  const person = JSON.parse((await record.read('Patient', patientId)).text) as Patient;
  const lines: Resource[] = [];
  for (const type of belonging) {
    const page = await record.search(type, `encounter=Encounter/${visitId}&_count=100`);
    lines.push(...page.matches.map(({ text }) => JSON.parse(text) as Resource));
  }
  const day = dayInVietnam(new Date(visit.period?.start ?? ctx.now()));
  const next = await record.search(
    'Appointment',
    `patient=${patientId}&status=booked&date=gt${day}&_sort=date&_count=1`,
  );
  lines.push(...next.matches.map(({ text }) => JSON.parse(text) as Appointment));
  const stationId = visit.serviceProvider?.reference?.replace('Organization/', '');
  const station =
    stationId === undefined
      ? undefined
      : (JSON.parse((await record.read('Organization', stationId)).text) as Organization);
  return { person, visit, station, lines, by: ctx.actor.display, now: ctx.now() };
}

function slipStream(
  path: StreamRoute['path'],
  name: string,
  summary: StreamRoute['summary'],
  slipOf: (papers: VisitPapers) => object | undefined,
): StreamRoute {
  return {
    method: 'GET',
    path,
    allow: 'outpatient.print',
    accepts: [],
    summary,
    async handle(ctx, { params }) {
      const slip = slipOf(await loadPapers(ctx, params['visitId'] ?? ''));
      if (slip === undefined) throw new AppError('record.not-found');
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/pdf',
          'Content-Disposition': `inline; filename="${name}.pdf"`,
          'Cache-Control': 'no-store',
        },
        body: await makePdf(new URL('../print/slip.typ', import.meta.url), slip),
      };
    },
  };
}

export const prescriptionStream = slipStream(
  '/api/outpatient/visits/:visitId/prescription.pdf',
  'don-thuoc',
  { vi: 'Đơn thuốc khổ A5', en: 'Prescription on A5' },
  prescriptionSlip,
);
export const referralStream = slipStream(
  '/api/outpatient/visits/:visitId/referral.pdf',
  'giay-chuyen',
  { vi: 'Giấy chuyển tuyến khổ A5', en: 'Referral letter on A5' },
  referralSlip,
);
