/** A packet that ends before what its flags promise. */
export class ShortPacket extends Error {}

/** Reads a packet from its beginning, little endian as Bluetooth sends. Error: ShortPacket. */
export class Bytes {
  readonly #view: DataView;
  #at = 0;

  constructor(view: DataView) {
    this.#view = view;
  }

  #take(bytes: number): number {
    const from = this.#at;
    if (from + bytes > this.#view.byteLength) throw new ShortPacket();
    this.#at += bytes;
    return from;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  s16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  /**
   * SFLOAT: four bits exponent, twelve bits mantissa. Undefined for what is no number: NaN, NRes, +INF, -INF and the reserved value.
   * @source IEEE 11073-20601, special values 0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802
   */
  sfloat(): number | undefined {
    const raw = this.u16();
    if (raw >= 0x07fe && raw <= 0x0802) return undefined;
    const mantissa = raw & 0x0fff;
    const exponent = raw >> 12;
    return scaled(
      mantissa >= 0x0800 ? mantissa - 0x1000 : mantissa,
      exponent >= 8 ? exponent - 16 : exponent,
    );
  }

  /**
   * FLOAT: eight bits exponent, twenty-four bits mantissa. Undefined for what is no number.
   * @source IEEE 11073-20601, special values 0x007FFFFE, 0x007FFFFF, 0x00800000, 0x00800001, 0x00800002
   */
  float(): number | undefined {
    const from = this.#take(4);
    const raw = this.#view.getUint32(from, true);
    if (raw >= 0x007f_fffe && raw <= 0x0080_0002) return undefined;
    const mantissa = raw & 0x00ff_ffff;
    return scaled(mantissa >= 0x0080_0000 ? mantissa - 0x0100_0000 : mantissa, this.#view.getInt8(from + 3));
  }

  /**
   * Date and time of the device's own clock, 'YYYY-MM-DDThh:mm:ss'. Undefined where it does not know its day, or says one that is in no
   * calendar.
   * @source Bluetooth GATT Specification Supplement, Date Time (0x2A08): a year, month or day of 0 is not known
   */
  dateTime(): string | undefined {
    const [year, month, day] = [this.u16(), this.u8(), this.u8()];
    const [hour, minute, second] = [this.u8(), this.u8(), this.u8()];
    const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
    const ms = Date.parse(`${text}Z`);
    if (Number.isNaN(ms) || year < 1582 || new Date(ms).toISOString().slice(0, 19) !== text) return undefined;
    return text;
  }
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Ten to the exponent without what binary fractions add: 366 with -1 is 36.6. */
function scaled(mantissa: number, exponent: number): number | undefined {
  const value = exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent;
  return Number.isFinite(value) ? value : undefined;
}
