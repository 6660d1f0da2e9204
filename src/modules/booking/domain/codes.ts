/** A code that is shown as a QR picture: that of a booking, or that of a facility's door on a day. What it says counts only with its mark. */
export type ArrivalCode =
  | { readonly kind: 'booking'; readonly id: string; readonly mark: string }
  | { readonly kind: 'door'; readonly facilityId: string; readonly day: string; readonly mark: string };

const booking = /^SENB1\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{22})$/u;
const door = /^SEND1\.([A-Za-z0-9-]{1,64})\.(\d{4}-\d{2}-\d{2})\.([A-Za-z0-9_-]{22})$/u;

/** What a text says before anybody has looked at its mark; undefined where it is no such code. */
export function readArrivalCode(text: string): ArrivalCode | undefined {
  const given = text.trim();
  if (given.length > 200) return undefined;
  const [, id, ofBooking] = booking.exec(given) ?? [];
  if (id !== undefined && ofBooking !== undefined) return { kind: 'booking', id, mark: ofBooking };
  const [, facilityId, day, ofDoor] = door.exec(given) ?? [];
  if (facilityId === undefined || day === undefined || ofDoor === undefined) return undefined;
  return { kind: 'door', facilityId, day, mark: ofDoor };
}

/** The words that the mark is made of. */
export function markedWords(
  code: { kind: 'booking'; id: string } | { kind: 'door'; facilityId: string; day: string },
): string {
  return code.kind === 'booking' ? `booking\n${code.id}` : `door\n${code.facilityId}\n${code.day}`;
}

/** The code as text. */
export function writeArrivalCode(code: ArrivalCode): string {
  return code.kind === 'booking'
    ? `SENB1.${code.id}.${code.mark}`
    : `SEND1.${code.facilityId}.${code.day}.${code.mark}`;
}
