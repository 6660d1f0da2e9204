import type { Bundle, Location } from '@medplum/fhirtypes';
import * as z from 'zod/mini';
import { AppError } from '#kernel/errors.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { mergerDay, provinceOn } from '#kernel/vietnam/provinces.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { validityOf, type Era } from '../domain/place-answers.ts';

const asked = z.object({ query: z.object({ code: z.optional(z.string()), date: z.optional(z.string()) }) });

/**
 * Location/$place?code=…&date=…: the province or commune that a code meant on a day, as a Location that is worked out and stands in no
 * database; a commune comes with its province. Without a date today's units count.
 */
export const placeOperation: Operation<z.infer<typeof asked>, Bundle> = {
  code: 'place',
  title: { vi: 'Tỉnh hoặc xã theo mã và ngày', en: 'A province or commune by code and day' },
  level: 'type',
  resourceTypes: ['Location'],
  affectsState: false,
  allow: 'directory.read',
  parameters: [
    { name: 'code', use: 'in', min: 1, max: '1', type: 'code' },
    { name: 'date', use: 'in', min: 0, max: '1', type: 'date' },
    { name: 'return', use: 'out', min: 1, max: '1', type: 'Bundle' },
  ],
  input: asked,
  async handle(ctx, { query }) {
    const code = query.code ?? '';
    const day = query.date ?? dayInVietnam(ctx.now());
    if (!/^\d{2}(?:\d{3})?$/u.test(code) || !/^\d{4}-\d{2}-\d{2}$/u.test(day))
      throw new AppError('request.invalid');
    const commune = code.length === 5 ? (await loadCommunes()).find(code, day) : undefined;
    const province = provinceOn(commune?.provinceCode ?? code, day);
    const units = [commune, province].filter((unit) => unit !== undefined);
    if (units.length === 0 || (code.length === 5 && commune === undefined))
      throw new AppError('record.not-found');
    const era: Era = day < mergerDay ? 'before' : 'now';
    return {
      resourceType: 'Bundle',
      type: 'collection',
      entry: units.map(({ code: own, name }) => ({
        resource: locationOf(own, name, era, own === commune?.code ? province?.code : undefined),
      })),
    };
  },
};

/** A unit of administration as a Location; its code goes with the day on which its list began or ended. */
function locationOf(code: string, name: string, era: Era, province: string | undefined): Location {
  const { validFrom, validTo } = validityOf(era);
  const period = {
    ...(validFrom !== undefined && { start: validFrom }),
    ...(validTo !== undefined && { end: validTo }),
  };
  const identifier = (value: string) => ({ system: codeSystem.administrativeUnit, value, period });
  return {
    resourceType: 'Location',
    identifier: [identifier(code)],
    status: era === 'now' ? 'active' : 'inactive',
    name,
    mode: 'instance',
    physicalType: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/location-physical-type',
          code: 'jdn',
          display: 'Jurisdiction',
        },
      ],
    },
    ...(province !== undefined && { partOf: { identifier: identifier(province) } }),
  };
}
