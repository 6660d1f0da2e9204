import type { ShownEvent, Told } from './notification.ts';

/** Sends letters through the relay that the administrator set. */
export interface Mail {
  /** @param letter with a `messageId` of its own where it may be sent twice, so that it is shown once */
  send(letter: {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly messageId?: string;
  }): Promise<void>;
}

const timeoutMs = 20_000;

/**
 * Opens the door to a relay; nothing is loaded before the first letter.
 * @param url smtp:// or smtps:// with the relay's own user and password
 * @param from the sender's address
 */
export function openMail(url: string, from: string): Mail {
  return {
    async send(letter) {
      const { createTransport } = await import('nodemailer');
      const relay = createTransport({
        url,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      } as object);
      try {
        await relay.sendMail({ ...letter, from });
      } finally {
        relay.close();
      }
    },
  };
}

/** A letter that says only that there is something new, and its ids where they were asked for. Nothing of what it is about. */
export function letterOf(
  told: Told,
  shown: readonly ShownEvent[],
): { readonly subject: string; readonly text: string } {
  if (told.type === 'handshake')
    return {
      subject: 'Sen: đã bật nhận tin qua thư / notifications by e-mail are on',
      text: `Địa chỉ này sẽ nhận thư khi có tin mới (đăng ký ${told.subscriptionId}).\nThis address will hear of news (subscription ${told.subscriptionId}).\n`,
    };
  const ids =
    told.content === 'id-only'
      ? shown.flatMap(({ event, focus }) => (focus === undefined ? [] : [`${event.type}/${focus.fhirId}`]))
      : [];
  const [first, last] = [shown[0]?.event.number ?? 0, shown.at(-1)?.event.number ?? 0];
  return {
    subject: `Sen: có ${shown.length} tin mới / ${shown.length} new`,
    text: [
      `Có tin mới, số ${first} đến ${last} (đăng ký ${told.subscriptionId}). Hãy mở hệ thống để xem.`,
      `Something is new, numbers ${first} to ${last} (subscription ${told.subscriptionId}). Open your system to see it.`,
      ...(ids.length > 0 ? ['', ...new Set(ids)] : []),
      '',
    ].join('\n'),
  };
}
