/**
 * Diagnoses that outpatient clinics and stations write most: of those that words find, these stand first.
 * @source own list, verify; codes of ICD-10
 */
const common = new Set(
  (
    'I10 I11 I20 I25 I50 I63 I64 I69 I84 E11 E11.9 E10 E14 E78 E78.5 E03 E04 E05 E66 J00 J01 J02 J02.9 J03 J03.9 J06 J06.9 J18 J18.9 J20 J20.9 J30 J31 ' +
    'J32 J40 J44 J44.9 J45 J45.9 K02 K04 K05 K08 K21 K25 K27 K29 K29.7 K30 K52 K52.9 K59 K59.0 K74 A09 A15 A16 A90 A91 A97 B18 B18.1 B18.2 B20 B24 B01 B02 ' +
    'B35 B37 B50 B51 B54 B82 H00 H10 H10.9 H25 H40 H52 H60 H65 H66 L01 L02 L20 L23 L30 L50 L70 M06 M10 M13 M15 M17 M19 M25 M47 M51 M54 M54.5 M79 M80 M81 ' +
    'N18 N20 N30 N39 N39.0 N40 N70 N72 N76 N92 N95 G40 G43 G44 G47 G50 G51 F20 F32 F41 F51 R05 R10 R42 R50 R50.9 R51 S01 S61 S93 T14 T78 T78.4 W54 Z00 Z30 Z34 ' +
    'O13 O14 O47 D50 D56 D64 D64.9 E46 U07'
  ).split(' '),
);

/** What was found with the commonest diagnoses first; among equals the order stays. */
export function commonFirst<C extends { readonly code?: string }>(found: readonly C[]): C[] {
  const isCommon = ({ code }: C): boolean => code !== undefined && common.has(code);
  return [...found.filter(isCommon), ...found.filter((one) => !isCommon(one))];
}
