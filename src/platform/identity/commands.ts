import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Command } from '../module/define-module.ts';
import type { Account, RoleGrant } from './accounts.ts';
import { clientCommands } from './apps/client-commands.ts';
import { accountKeyCommands } from './account-key-commands.ts';
import { answering } from './command-answer.ts';
import type { Identity } from './identity.ts';
import { licenceCommands } from './licences/commands.ts';

/** The commands of `sen` about accounts and connected systems. They work while the server runs. */
export function identityCommands(identity: Identity): readonly Command[] {
  return [
    ...clientCommands(identity.apps),
    userAdd(identity),
    userPassword(identity),
    userList(identity),
    userWithdraw(identity),
    ...accountKeyCommands(identity),
    keysRotate(identity),
    ...licenceCommands(identity),
  ];
}

function userAdd(identity: Identity): Command {
  return {
    name: 'user add',
    usage:
      'user add NAME --display "Họ và tên" --role ROLE[@ORGANIZATION] ... [--patient ID] [--practitioner ID]',
    about: {
      vi: 'Tạo tài khoản; in đường dẫn một lần để người đó tự đặt mật khẩu',
      en: 'Make an account; prints a one-time link on which the person sets the password',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: {
            display: { type: 'string' },
            role: { type: 'string', multiple: true },
            patient: { type: 'string' },
            practitioner: { type: 'string' },
          },
        });
        const [username] = positionals;
        if (!username || !values.role) return false;
        const { accountId } = await identity.createPerson({
          username,
          display: values.display ?? username,
          roles: values.role.map(readGrant),
          ...(values.patient === undefined ? {} : { patientId: values.patient }),
          ...(values.practitioner === undefined ? {} : { practitionerId: values.practitioner }),
        });
        print(await identity.createWelcomeLink(accountId));
        return true;
      }),
  };
}

function userPassword(identity: Identity): Command {
  return {
    name: 'user password',
    usage: 'user password NAME',
    about: {
      vi: 'In đường dẫn một lần để đặt lại mật khẩu',
      en: 'Print a one-time link on which the password is set anew',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username] = args;
        if (username === undefined) return false;
        const account = await identity.findAccountByName(username);
        if (!account) throw new AppError('record.not-found');
        print(await identity.createWelcomeLink(account.id));
        return true;
      }),
  };
}

function userList(identity: Identity): Command {
  return {
    name: 'user list',
    usage: 'user list [--json]',
    about: { vi: 'Liệt kê tài khoản', en: 'List the accounts' },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
        for (const account of await identity.listAccounts()) {
          print(values.json === true ? JSON.stringify(account) : printAccount(account));
        }
        return true;
      }),
  };
}

function userWithdraw(identity: Identity): Command {
  return {
    name: 'user withdraw',
    usage: 'user withdraw NAME CLIENT_ID',
    about: {
      vi: 'Rút lại sự đồng ý mà người đó đã cho một ứng dụng',
      en: 'Take back what the person allowed an app',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username, clientId] = args;
        if (username === undefined || clientId === undefined) return false;
        const account = await identity.findAccountByName(username);
        if (!account) throw new AppError('record.not-found');
        await identity.withdrawConsent(account.id, clientId);
        return true;
      }),
  };
}

function keysRotate(identity: Identity): Command {
  return {
    name: 'identity rotate-keys',
    usage: 'identity rotate-keys',
    about: {
      vi: 'Tạo bộ khoá ký mới, dùng từ lần khởi động sau',
      en: 'Make new signing keys, used from the next start on',
    },
    run: (ctx, _args, print) =>
      answering(ctx.actor.language, print, async () => {
        await identity.rotateKeys();
        return true;
      }),
  };
}

function readGrant(text: string): RoleGrant {
  const [role = '', facilityId] = text.split('@');
  return facilityId ? { role, facilityId } : { role };
}

function printAccount(account: Account): string {
  const roles = account.roles.map(({ role, facilityId }) =>
    facilityId === undefined ? role : `${role}@${facilityId}`,
  );
  return [account.username, account.display, roles.join(','), account.isDisabled ? 'closed' : 'open'].join(
    '  ',
  );
}
