import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Organization } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { changeOwnAccess, findFacilities, withdrawRule, type OwnChange, type RuleView } from '../api.ts';
import { consentOf } from '../domain/consent-of.ts';
import { closingOver } from '../domain/rules-of.ts';
import { ownConsent, ownId, ownRules, showRules } from './own-access.ts';

const mostFound = 20;

/** Writes a Consent as the person herself; what it means counts from the moment it is stored. */
export const changeOwnAccessRoute = defineRoute({
  ...changeOwnAccess,
  allow: 'access.own',
  handle: async (ctx, asked) => {
    const change = defined(asked);
    const patientId = ownId(ctx);
    checkChange(change, dayInVietnam(ctx.now()));
    if (change.act === 'open' && closingOver(change, await ownRules(ctx)) !== undefined)
      throw new AppError('record-access.closed');
    const stored = await ctx.record.create(consentOf(change, patientId, ctx.now().toISOString()));
    return { rule: await shown(ctx, stored.text) };
  },
});

/** A Consent that is taken back stays, with all its versions. Taking it back twice changes nothing. */
export const withdrawRuleRoute = defineRoute({
  ...withdrawRule,
  allow: 'access.own',
  handle: async (ctx, { id }) => {
    const consent = await ownConsent(ctx, id);
    const stored = await ctx.record.update(
      { ...consent, status: 'inactive' },
      { ifMatch: `W/"${consent.meta?.versionId ?? ''}"` },
    );
    return { rule: await shown(ctx, stored.text) };
  },
});

export const findFacilitiesRoute = defineRoute({
  ...findFacilities,
  allow: 'access.own',
  handle: async (ctx, { q }) => {
    const page = await ctx.record.search(
      'Organization',
      `name:contains=${encodeURIComponent(q)}&_count=${mostFound}`,
    );
    const found = page.matches.map(({ text }) => JSON.parse(text) as Organization);
    return { facilities: found.map(({ id = '', name = id }) => ({ id, name })) };
  },
});

async function shown(ctx: Context, text: string): Promise<RuleView> {
  return (await showRules(ctx, [JSON.parse(text)]))[0]!;
}

function defined(asked: object): OwnChange {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as OwnChange;
}

function checkChange({ act, facilityId, sparedId, kind, until }: OwnChange, today: string): void {
  if (act === 'open' && facilityId === undefined) throw wrong('facilityId', texts.facility);
  if (until !== undefined && until < today) throw wrong('until', texts.until);
  const maySpare = act === 'close' && facilityId === undefined && kind === undefined;
  if (sparedId !== undefined && !maySpare) throw wrong('sparedId', texts.spared);
}

function wrong(path: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}

const texts = {
  facility: { vi: 'Hãy chọn cơ sở được mở hồ sơ.', en: 'Choose the facility that the record is opened to.' },
  until: { vi: 'Ngày cuối phải từ hôm nay trở đi.', en: 'The last day must be today or later.' },
  spared: {
    vi: 'Chỉ chừa lại một cơ sở khi đóng với mọi người.',
    en: 'A facility is left in only where the record is closed to everybody.',
  },
} as const satisfies Record<string, Bilingual>;
