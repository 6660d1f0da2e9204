/**
 * Writes a Vietnamese phone number in international form, '+84912345678'; undefined where it is none. Mobiles have nine
 * digits after 0 (first 3, 5, 7, 8 or 9), landlines ten (first 2).
 * @example normalizePhone('0912.345.678') // '+84912345678'
 */
export function normalizePhone(text: string): string | undefined {
  const digits = text.replace(/[\s.()-]/g, '');
  const match = /^(?:\+?84|0)([35789]\d{8}|2\d{9})$/.exec(digits);
  return match ? `+84${match[1]}` : undefined;
}

/** The number as people read it: '0912 345 678', '024 3733 1234'. What is no Vietnamese number comes back unchanged. */
export function formatPhone(text: string): string {
  const phone = normalizePhone(text);
  if (!phone) return text;
  const local = `0${phone.slice(3)}`;
  return local.length === 10
    ? `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}`
    : `${local.slice(0, 3)} ${local.slice(3, 7)} ${local.slice(7)}`;
}

/** True for a mobile number, which can get a text message. */
export function isMobile(text: string): boolean {
  return /^\+84[35789]/.test(normalizePhone(text) ?? '');
}
