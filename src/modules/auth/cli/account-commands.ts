import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption, notBlank } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import type { UserRole } from '#user';
import { emailViolation, NAME_RULE, nameViolation, PASSWORD_RULE, passwordViolation } from '../domain/sign-up-rules';
import { SetRole } from '../use-cases/set-role';
import { SignUp } from '../use-cases/sign-up';

const ROLES: Readonly<Record<string, UserRole>> = { admin: 'ADMIN', user: 'USER' };

const ABOUT_CREATE = `The command prompts for the password twice, or reads it from the first line of standard input. It is no argument,
because everyone on the machine can read the command line. It ${PASSWORD_RULE}.`;
const ABOUT_ROLE = `Every login of the account ends, because its tokens carry the old role: the person has to log in again. An account
that already has the role is left alone. The last administrator cannot be demoted.`;

interface NewAdministrator extends JsonOption {
  readonly email: string;
  readonly name: string;
}

interface NewRole extends JsonOption {
  readonly email: string;
  readonly role: string;
}

export function addAccountCommands(program: Command, context: CliContext): void {
  program
    .command('admin')
    .description('Manage administrators.')
    .command('create')
    .summary('Create an administrator account.')
    .description(ABOUT_CREATE)
    .requiredOption('--email <e-mail>', 'the e-mail address to log in with', notBlank)
    .requiredOption('--name <name>', 'the name of the person', notBlank)
    .option(...JSON_OPTION)
    .action((options: NewAdministrator) => createAdmin(context, options));
  program
    .command('role')
    .description('Manage the roles of accounts.')
    .command('set')
    .summary('Make an account an administrator or an ordinary user.')
    .description(ABOUT_ROLE)
    .requiredOption('--email <e-mail>', 'the e-mail address of the account', notBlank)
    .requiredOption('--role <role>', 'admin or user', notBlank)
    .option(...JSON_OPTION)
    .action((options: NewRole) => setRole(context, options));
}

async function createAdmin(context: CliContext, { email, name, json }: NewAdministrator): Promise<void> {
  if (emailViolation(email) !== undefined) {
    throw new CommandRefused('--email must be an e-mail address of at most 254 characters.');
  }
  if (nameViolation(name) !== undefined) throw new CommandRefused(`--name ${NAME_RULE}.`);
  // Fails before the prompt for the password.
  context.config();
  const password = await context.terminal.secret(`Password of ${email}`, context.interruption);
  if (passwordViolation(password) !== undefined) throw new CommandRefused(`The password ${PASSWORD_RULE}.`);
  const account = await context.withApplication((providers) =>
    providers.get(SignUp).execute({ email, name, password, role: 'ADMIN' }),
  );
  await context.terminal.print(
    json === true
      ? JSON.stringify(account)
      : `${account.email} is now an administrator, with the id ${account.authId}.`,
  );
}

async function setRole(context: CliContext, { email, role: written, json }: NewRole): Promise<void> {
  const role = ROLES[written];
  if (role === undefined) throw new CommandRefused('--role is admin or user.');
  const ended = await context.withApplication((providers) => providers.get(SetRole).execute(email, role));
  const changed = ended !== undefined;
  if (json === true) {
    await context.terminal.print(JSON.stringify({ email, role, changed, loginsEnded: ended ?? 0 }));
  } else {
    await context.terminal.print(
      changed ? `${email} now has the role ${role}; ${ended} logins ended.` : `${email} already has the role ${role}.`,
    );
  }
}
