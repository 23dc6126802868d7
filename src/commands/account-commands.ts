import type { UserRole } from '#user';
import { isEmailAddress } from '../modules/auth/domain/email-address';
import { keepsPasswordRule, PASSWORD_RULE } from '../modules/auth/domain/password-rule';
import { isPersonName, NAME_RULE } from '../modules/auth/domain/person-name';
import { SetRole } from '../modules/auth/use-cases/set-role';
import { SignUp } from '../modules/auth/use-cases/sign-up';
import { type Command, DONE, needed, Refusal } from './command';
import { JSON_OPTION } from './import-file';
import { withParts } from './quiet-application';

const ROLES: Readonly<Record<string, UserRole>> = { admin: 'ADMIN', user: 'USER' };

export const createAdmin: Command = {
  name: 'admin create',
  takes: '--email <e-mail> --name <name> [--json]',
  summary: 'Creates an account that is an administrator.',
  details: `The password is asked for twice, or read from the first line of what is piped in; never from the command line,
which everybody on the machine can read. It ${PASSWORD_RULE}.`,
  options: { email: { type: 'string' }, name: { type: 'string' }, ...JSON_OPTION },
  operands: [0, 0],
  async run(given, { terminal, interruption, config }) {
    const email = needed(given, 'email');
    const name = needed(given, 'name');
    if (!isEmailAddress(email)) throw new Refusal('--email must be an e-mail address of at most 254 characters.');
    if (!isPersonName(name)) throw new Refusal(`--name ${NAME_RULE}.`);
    const settings = config();
    const password = await terminal.secret(`Password of ${email}`, interruption);
    if (!keepsPasswordRule(password)) throw new Refusal(`The password ${PASSWORD_RULE}.`);
    const account = await withParts(settings, (parts) =>
      parts.get(SignUp).execute({ email, name, password, role: 'ADMIN' }),
    );
    await terminal.say(
      given.values['json'] === true
        ? JSON.stringify(account)
        : `${account.email} is an administrator, with the id ${account.authId}.`,
    );
    return DONE;
  },
};

export const setRole: Command = {
  name: 'role set',
  takes: '--email <e-mail> --role admin|user [--json]',
  summary: 'Makes an account an administrator, or an ordinary one.',
  details: `Every login of the account ends, for its tokens bear the old role: the person logs in anew. An account that
has the role already is left alone. The last administrator stays one.`,
  options: { email: { type: 'string' }, role: { type: 'string' }, ...JSON_OPTION },
  operands: [0, 0],
  async run(given, { terminal, config }) {
    const email = needed(given, 'email');
    const role = ROLES[needed(given, 'role')];
    if (role === undefined) throw new Refusal('--role is admin or user.');
    const ended = await withParts(config(), (parts) => parts.get(SetRole).execute(email, role));
    const changed = ended !== undefined;
    if (given.values['json'] === true) {
      await terminal.say(JSON.stringify({ email, role, changed, loginsEnded: ended ?? 0 }));
    } else {
      await terminal.say(
        changed ? `${email} is ${role} now; ${ended} logins have ended.` : `${email} is ${role} already.`,
      );
    }
    return DONE;
  },
};
