import type { Coding } from '@medplum/fhirtypes';
import type { Bilingual } from '../../schema.ts';
import type { Answer } from './form.ts';

/** Own code system of places on the body; its codes are not of any official list. */
export const bodySystem = 'urn:sen:body-region';
/** Own extension of a mark: where it stands on the drawing (0 to 100 across, 0 to 200 down), and what is said of it. */
export const bodyPointUrl = 'urn:sen:form:body-point';

/** A region of one side of the drawing: an ellipse. */
export interface BodyRegion {
  readonly code: string;
  readonly side: 'front' | 'back';
  readonly text: Bilingual;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Line = readonly [
  code: string,
  vi: string,
  en: string,
  x: number,
  y: number,
  width: number,
  height: number,
];

const front: readonly Line[] = [
  ['face', 'Mặt', 'Face', 50, 14, 18, 22],
  ['neck-front', 'Cổ trước', 'Front of the neck', 50, 29, 10, 8],
  ['chest-right', 'Ngực phải', 'Right chest', 42, 45, 17, 24],
  ['chest-left', 'Ngực trái', 'Left chest', 58, 45, 17, 24],
  ['abdomen-upper', 'Thượng vị', 'Upper abdomen', 50, 65, 30, 16],
  ['abdomen-right', 'Hạ sườn và hố chậu phải', 'Right abdomen', 41, 80, 14, 18],
  ['abdomen-left', 'Hạ sườn và hố chậu trái', 'Left abdomen', 59, 80, 14, 18],
  ['navel', 'Quanh rốn', 'Around the navel', 50, 79, 8, 12],
  ['pelvis', 'Hạ vị, bẹn, sinh dục', 'Lower abdomen, groin, genitals', 50, 97, 26, 16],
  ['shoulder-right', 'Vai phải', 'Right shoulder', 30, 38, 12, 12],
  ['shoulder-left', 'Vai trái', 'Left shoulder', 70, 38, 12, 12],
  ['arm-right', 'Cánh tay phải', 'Right upper arm', 25, 58, 11, 28],
  ['arm-left', 'Cánh tay trái', 'Left upper arm', 75, 58, 11, 28],
  ['forearm-right', 'Cẳng tay phải', 'Right forearm', 20, 84, 10, 26],
  ['forearm-left', 'Cẳng tay trái', 'Left forearm', 80, 84, 10, 26],
  ['hand-right', 'Bàn tay phải', 'Right hand', 16, 104, 11, 15],
  ['hand-left', 'Bàn tay trái', 'Left hand', 84, 104, 11, 15],
  ['thigh-right', 'Đùi phải', 'Right thigh', 41, 122, 16, 36],
  ['thigh-left', 'Đùi trái', 'Left thigh', 59, 122, 16, 36],
  ['knee-right', 'Gối phải', 'Right knee', 41, 144, 12, 12],
  ['knee-left', 'Gối trái', 'Left knee', 59, 144, 12, 12],
  ['leg-right', 'Cẳng chân phải', 'Right lower leg', 41, 167, 12, 34],
  ['leg-left', 'Cẳng chân trái', 'Left lower leg', 59, 167, 12, 34],
  ['foot-right', 'Bàn chân phải', 'Right foot', 39, 191, 13, 12],
  ['foot-left', 'Bàn chân trái', 'Left foot', 61, 191, 13, 12],
];
const back: readonly Line[] = [
  ['head-back', 'Chẩm, đỉnh đầu', 'Back of the head', 50, 14, 18, 22],
  ['neck-back', 'Gáy', 'Nape', 50, 29, 10, 8],
  ['back-upper-left', 'Lưng trên trái', 'Left upper back', 42, 47, 17, 28],
  ['back-upper-right', 'Lưng trên phải', 'Right upper back', 58, 47, 17, 28],
  ['back-lower', 'Thắt lưng', 'Lower back', 50, 75, 30, 26],
  ['buttock-left', 'Mông trái', 'Left buttock', 42, 97, 16, 18],
  ['buttock-right', 'Mông phải', 'Right buttock', 58, 97, 16, 18],
  ['arm-back-left', 'Mặt sau cánh tay trái', 'Back of the left upper arm', 25, 58, 11, 28],
  ['arm-back-right', 'Mặt sau cánh tay phải', 'Back of the right upper arm', 75, 58, 11, 28],
  ['elbow-left', 'Khuỷu và cẳng tay trái, mặt sau', 'Left elbow and forearm, back', 20, 84, 10, 26],
  ['elbow-right', 'Khuỷu và cẳng tay phải, mặt sau', 'Right elbow and forearm, back', 80, 84, 10, 26],
  ['thigh-back-left', 'Mặt sau đùi trái', 'Back of the left thigh', 41, 124, 16, 34],
  ['thigh-back-right', 'Mặt sau đùi phải', 'Back of the right thigh', 59, 124, 16, 34],
  ['calf-left', 'Bắp chân trái', 'Left calf', 41, 163, 12, 38],
  ['calf-right', 'Bắp chân phải', 'Right calf', 59, 163, 12, 38],
  ['heel-left', 'Gót trái', 'Left heel', 40, 190, 12, 12],
  ['heel-right', 'Gót phải', 'Right heel', 60, 190, 12, 12],
];

const regionsOf = (side: BodyRegion['side'], lines: readonly Line[]): BodyRegion[] =>
  lines.map(([code, vi, en, x, y, width, height]) => ({ code, side, text: { vi, en }, x, y, width, height }));

/** All regions; the person faces the reader on the front drawing, so her right is at the left. @source own list, verify */
export const bodyRegions: readonly BodyRegion[] = [...regionsOf('front', front), ...regionsOf('back', back)];

/** The region nearest to a point of a side, by how deep the point lies in it. */
export function regionAt(side: BodyRegion['side'], x: number, y: number): BodyRegion {
  const depth = (one: BodyRegion): number => ((x - one.x) / one.width) ** 2 + ((y - one.y) / one.height) ** 2;
  return bodyRegions
    .filter((one) => one.side === side)
    .reduce((best, one) => (depth(one) < depth(best) ? one : best));
}

/** A mark as it is shown. */
export interface BodyMark {
  readonly region: BodyRegion;
  readonly x: number;
  readonly y: number;
  readonly note: string;
}

/** A mark as an answer: the coded region, the point and the words about it. */
export function markAnswer({ region, x, y, note }: BodyMark): Answer {
  return {
    valueCoding: {
      extension: [
        {
          url: bodyPointUrl,
          extension: [
            { url: 'x', valueDecimal: x },
            { url: 'y', valueDecimal: y },
            ...(note === '' ? [] : [{ url: 'note', valueString: note }]),
          ],
        },
      ],
      system: bodySystem,
      code: region.code,
      display: region.text.vi,
    },
  };
}

/** The mark that an answer is; undefined for a region that is not known. */
export function markOf({ valueCoding }: Answer): BodyMark | undefined {
  const region = regionOf(valueCoding);
  if (region === undefined) return undefined;
  const parts = valueCoding?.extension?.find(({ url }) => url === bodyPointUrl)?.extension ?? [];
  const part = (name: string) => parts.find(({ url }) => url === name);
  return {
    region,
    x: part('x')?.valueDecimal ?? region.x,
    y: part('y')?.valueDecimal ?? region.y,
    note: part('note')?.valueString ?? '',
  };
}

function regionOf(coding: Coding | undefined): BodyRegion | undefined {
  return coding?.system === bodySystem ? bodyRegions.find(({ code }) => code === coding.code) : undefined;
}
