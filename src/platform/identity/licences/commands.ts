import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { parseLicenceNumber } from '#kernel/vietnam/licence-number.ts';
import type { Command } from '../../module/define-module.ts';
import { answering } from '../command-answer.ts';
import type { Identity } from '../identity.ts';
import { standingOn } from './licence.ts';
import type { LicenceState } from './licence.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';

/** The commands of `sen` about practising licences. What they change counts within seconds, also for who is signed in. */
export function licenceCommands(identity: Identity): readonly Command[] {
  return [
    licenceList(identity),
    licenceEnter(identity),
    judging(identity, 'suspend', 'suspended', {
      vi: 'Đình chỉ giấy phép (mọi giấy phép của người đó nếu không nêu số); quyền khám chữa bệnh dừng ngay',
      en: 'Suspend a licence (all of the person’s unless a number is given); clinical rights stop at once',
    }),
    judging(identity, 'revoke', 'revoked', {
      vi: 'Thu hồi giấy phép; không mở lại được, phải nhập giấy phép mới',
      en: 'Revoke a licence; it cannot be reinstated, a new one is entered instead',
    }),
    judging(identity, 'reinstate', 'active', {
      vi: 'Gỡ đình chỉ giấy phép',
      en: 'End the suspension of a licence',
    }),
  ];
}

function licenceList(identity: Identity): Command {
  return {
    name: 'licence list',
    usage: 'licence list [USER] [--json]',
    about: {
      vi: 'Liệt kê giấy phép hành nghề của một tài khoản, hoặc của mọi tài khoản',
      en: 'List the practising licences of an account, or of all',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { json: { type: 'boolean' } },
        });
        const today = dayInVietnam(ctx.now());
        const who = (username: string): string[] => (positionals[0] === undefined ? [username] : []);
        for (const { username, practitionerId } of await workersOf(identity, positionals[0]))
          for (const licence of await identity.licences.list(practitionerId)) {
            const standing = standingOn(licence, today);
            const { number, kind, validFrom = '', validTo = '', source } = licence;
            if (values.json === true) print(JSON.stringify({ username, ...licence, standing }));
            else
              print(
                [...who(username), number, kind, `${validFrom}..${validTo}`, standing, source].join('  '),
              );
          }
        return true;
      }),
  };
}

function licenceEnter(identity: Identity): Command {
  return {
    name: 'licence enter',
    usage: 'licence enter USER --number NUMBER [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--scope TEXT]',
    about: { vi: 'Nhập hoặc sửa một giấy phép hành nghề', en: 'Enter or change a practising licence' },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: {
            number: { type: 'string' },
            from: { type: 'string' },
            to: { type: 'string' },
            scope: { type: 'string' },
          },
        });
        const practitionerId = await practitionerOf(identity, positionals[0]);
        if (practitionerId === undefined || !values.number) return false;
        const number = values.number.trim();
        const known = parseLicenceNumber(number);
        if (!known) print(unusualNumber[ctx.actor.language]);
        await identity.licences.enter(practitionerId, {
          number,
          kind: known?.kind ?? 'other',
          state: 'active',
          ...(values.scope === undefined ? {} : { scope: values.scope }),
          ...(values.from === undefined ? {} : { validFrom: demandDay('from', values.from) }),
          ...(values.to === undefined ? {} : { validTo: demandDay('to', values.to) }),
        });
        return true;
      }),
  };
}

function judging(identity: Identity, verb: string, state: LicenceState, about: Bilingual): Command {
  return {
    name: `licence ${verb}`,
    usage: `licence ${verb} USER [NUMBER]`,
    about,
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username, number] = args;
        const practitionerId = await practitionerOf(identity, username);
        if (practitionerId === undefined) return false;
        await identity.licences.judge(practitionerId, number, state);
        return true;
      }),
  };
}

/** The accounts of health workers: the one named, or all. Errors: record.not-found. */
async function workersOf(
  identity: Identity,
  username: string | undefined,
): Promise<{ username: string; practitionerId: string }[]> {
  const practitionerId = await practitionerOf(identity, username);
  if (username !== undefined && practitionerId !== undefined) return [{ username, practitionerId }];
  return (await identity.listAccounts()).flatMap((account) =>
    account.practitionerId === undefined
      ? []
      : [{ username: account.username, practitionerId: account.practitionerId }],
  );
}

/** The practitioner behind a user name; undefined where none was typed. Errors: record.not-found. */
async function practitionerOf(identity: Identity, username: string | undefined): Promise<string | undefined> {
  if (username === undefined) return undefined;
  const account = await identity.findAccountByName(username);
  if (account?.practitionerId === undefined) throw new AppError('record.not-found');
  return account.practitionerId;
}

function demandDay(path: string, text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text)
    throw new AppError('request.invalid', { issues: [{ path, text: notADay }] });
  return text;
}

const notADay: Bilingual = {
  vi: 'Hãy viết ngày theo dạng năm-tháng-ngày, ví dụ 2031-06-30.',
  en: 'Write the day as year-month-day, for example 2031-06-30.',
};

const unusualNumber: Bilingual = {
  vi: 'Số này khác dạng thường gặp (001234/HNO-GPHN); vẫn được ghi, hãy kiểm tra lại.',
  en: 'This number differs from the usual form (001234/HNO-GPHN); it is kept, please check it.',
};
