/** The part of the library that Sen uses; it brings no types of its own. */
declare module '@lhncbc/ucum-lhc' {
  interface BaseUnits {
    readonly status: 'succeeded' | 'failed' | 'invalid' | 'error';
    readonly magnitude?: number;
    readonly unitToExp?: Readonly<Record<string, number>>;
    readonly fromUnitIsSpecial?: boolean;
  }
  interface UnitCheck {
    readonly status: string;
    readonly ucumCode: string | null;
    readonly unit: { readonly name: string } | null;
  }
  export const UcumLhcUtils: {
    getInstance(): {
      convertToBaseUnits(unit: string, value: number): BaseUnits;
      validateUnitString(code: string, suggest?: boolean): UnitCheck;
    };
  };
}
