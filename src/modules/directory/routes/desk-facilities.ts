import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { changeFacility, makeFacility, readFacilityForm } from '../api.ts';
import { changesOf } from '../change-log.ts';
import { isInside, placesOfDesk } from '../places-of-desk.ts';
import { versionOf } from '../form-version.ts';
import { placeOf, readStored, saveFacility } from '../save-facility.ts';

export const readFacilityFormRoute = defineRoute({
  ...readFacilityForm,
  allow: 'directory.keep',
  async handle(ctx, { id }) {
    const { form, version, organization } = await readStored(ctx, id);
    return {
      id,
      version,
      form,
      mayChange: isInside(await placesOfDesk(ctx), placeOf(organization)),
      changes: await changesOf(ctx, `Organization/${id}`),
    };
  },
});

export const makeFacilityRoute = defineRoute({
  ...makeFacility,
  allow: 'directory.keep',
  handle: async (ctx, { form }) => {
    const { id } = await saveFacility(ctx, form, { places: await placesOfDesk(ctx) });
    return { id };
  },
});

export const changeFacilityRoute = defineRoute({
  ...changeFacility,
  allow: 'directory.keep',
  async handle(ctx, { id, version, form }) {
    const before = await readStored(ctx, id);
    if (before.version !== version) throw new AppError('record.version-conflict');
    const { fields } = await saveFacility(ctx, form, { places: await placesOfDesk(ctx), before });
    const { form: now } = await readStored(ctx, id);
    return { version: versionOf(now), fields };
  },
});
