import type { Bilingual } from '#kernel/schema.ts';

/** Bookings of somebody for whom the caller acts as a citizen. */
export interface OwnBookings {
  /** Times that are booked and not over, the next first. Error: booking.not-yours. */
  ahead(patientId: string): Promise<BookedAhead[]>;
}
export interface BookedAhead {
  readonly at: string;
  readonly facility: string;
  readonly desk: string;
  readonly address?: string;
  readonly service: Bilingual;
  readonly number?: number;
}
