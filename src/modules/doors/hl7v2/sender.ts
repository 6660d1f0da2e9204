import type { Context } from '#platform/context.ts';
import type { Message } from './message.ts';

/** A system that may send, as MSH-3 and MSH-4 name it. */
export interface Sender {
  readonly application: string;
  readonly facility: string;
  /** Code of the facility in whose name it speaks; patient and order numbers are unique inside it. */
  readonly facilityCode: string;
  /** Processing ids (MSH-11) that it may use: 'P', or 'PT' and 'PTD' for a system that is being tried. */
  readonly processing: string;
  /** What its visit numbers are where they name no authority: its own, or the MA_LK of the claim. */
  readonly visitNumber: VisitNumber;
}

export type VisitNumber = 'own' | 'ma-lk';

/** A registered sender matches by application and facility; '*' as application stands for every application of that facility. */
export function matchSender(
  senders: readonly Sender[],
  application: string,
  facility: string,
): Sender | undefined {
  const same = senders.filter((one) => one.facility === facility);
  return same.find((one) => one.application === application) ?? same.find((one) => one.application === '*');
}

/** What an installation that holds nothing real takes from anybody: the facility is what the message says it is. */
export function openSender(application: string, facility: string): Sender {
  return {
    application,
    facility,
    facilityCode: facility || application || 'unnamed',
    processing: 'PTD',
    visitNumber: 'own',
  };
}

/** MSH-3 and MSH-4, first components. */
export function senderNames(message: Message): readonly [application: string, facility: string] {
  return [message.msh.text(3), message.msh.text(4)];
}

/** The name under which what this sender sent is kept. */
export function senderKey(sender: Pick<Sender, 'application' | 'facility'>): string {
  return `${sender.application}@${sender.facility}`.slice(0, 200);
}

export async function listSenders(ctx: Context): Promise<Sender[]> {
  const rows = await ctx.sql.query<{
    application: string;
    facility: string;
    facility_code: string;
    processing: string;
    visit_number: VisitNumber;
  }>(
    'select application, facility, facility_code, processing, visit_number from doors.hl7_sender order by facility, application',
  );
  return rows.map(
    ({ application, facility, facility_code: facilityCode, processing, visit_number: visitNumber }) => ({
      application,
      facility,
      facilityCode,
      processing,
      visitNumber,
    }),
  );
}

/** Adds a sender or changes what is known of it. */
export async function keepSender(ctx: Context, sender: Sender): Promise<void> {
  await ctx.sql.query(
    `insert into doors.hl7_sender (application, facility, facility_code, processing, added_at, visit_number)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (application, facility) do update set facility_code = excluded.facility_code, processing = excluded.processing,
       visit_number = excluded.visit_number`,
    [
      sender.application,
      sender.facility,
      sender.facilityCode,
      sender.processing,
      ctx.now(),
      sender.visitNumber,
    ],
  );
}

/** Returns false where there was none. */
export async function removeSender(ctx: Context, application: string, facility: string): Promise<boolean> {
  const rows = await ctx.sql.query(
    'delete from doors.hl7_sender where application = $1 and facility = $2 returning application',
    [application, facility],
  );
  return rows.length > 0;
}
