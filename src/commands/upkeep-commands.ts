import { ForgetOldKeys } from '#platform/http/idempotency/forget-old-keys';
import { EventPublicationRepository, type DeadLetter } from '#platform/events/event-publication.repository';
import { verifyCommand } from '../verify-command';
import { DeleteExpiredSessions } from '../modules/auth/use-cases/delete-expired-sessions';
import { OutboundClient } from '../modules/outbound/outbound.contract';
import { type Command, DONE, Misused, Refusal, REFUSED } from './command';
import { JSON_OPTION, wholeNumber } from './import-file';
import { unlessInterrupted } from './interruption';
import { withParts } from './quiet-application';

const PER_PAGE = 500;

export const auditBooks: Command = {
  name: 'audit',
  takes: '[--json]',
  summary: 'Names every stored row that breaks a rule.',
  details: `As \`npm run audit\`: one state of the database, also in the midst of a sale. With --json the lines come as one list.
It exits with 1 when a row breaks a rule.`,
  options: JSON_OPTION,
  operands: [0, 0],
  async run({ values }, { terminal, interruption, config }) {
    const lines: string[] = [];
    const json = values['json'] === true;
    const audited = verifyCommand(config(), async (line) => {
      if (json) lines.push(line);
      else await terminal.say(line);
    });
    const sound = await unlessInterrupted(interruption, audited);
    if (json) await terminal.say(JSON.stringify({ sound, lines }));
    return sound ? DONE : REFUSED;
  },
};

export const listDeadLetters: Command = {
  name: 'deliveries parked',
  takes: '[--json]',
  summary: 'Lists the deliveries that failed until they were set aside.',
  details: `Oldest first; with --json one object per line, with the facts and the last error.`,
  options: JSON_OPTION,
  operands: [0, 0],
  async run({ values }, { terminal, interruption, config }) {
    return withParts(config(), async (parts) => {
      let count = 0;
      for await (const parked of allParked(parts.get(EventPublicationRepository))) {
        interruption.throwIfAborted();
        count++;
        const { id, handler, attempts, createdAt, lastError } = parked;
        await terminal.say(
          values['json'] === true
            ? JSON.stringify(parked)
            : `${id}  ${handler}  ${attempts} attempts  ${createdAt.toISOString()}  ${lastError ?? ''}`,
        );
      }
      terminal.tell(`${count} parked.`);
      return DONE;
    });
  },
};

export const retryDeadLetters: Command = {
  name: 'deliveries retry',
  takes: '<id>|--all [--json]',
  summary: 'Sends parked deliveries on their way again.',
  details: `Their attempts are counted anew. The instances of the shop deliver them; where none runs, the next one that starts.`,
  options: { all: { type: 'boolean' }, ...JSON_OPTION },
  operands: [0, 1],
  async run({ values, operands: [id] }, { terminal, interruption, config }) {
    if ((values['all'] === true) === (id !== undefined)) throw new Misused('Name one id, or --all');
    if (id !== undefined && !(wholeNumber(id) > 0)) throw new Misused(`${id} is no id`);
    return withParts(config(), async (parts) => {
      const store = parts.get(EventPublicationRepository);
      let retried = 0;
      if (id !== undefined) {
        if (!(await store.retry(wholeNumber(id)))) throw new Refusal(`No parked delivery has the id ${id}.`);
        retried = 1;
      } else {
        for await (const parked of allParked(store)) {
          interruption.throwIfAborted();
          if (await store.retry(parked.id)) retried++;
        }
      }
      await terminal.say(values['json'] === true ? JSON.stringify({ retried }) : `${retried} are due again.`);
      return DONE;
    });
  },
};

export const prune: Command = {
  name: 'prune',
  takes: '[--json]',
  summary: 'Deletes what the hourly jobs delete, now.',
  details: `Idempotency keys after 48 hours, logins a day after they expired, events a week after they were sent to the
outside, and those for webhooks that are no more. Every instance does the same ten seconds after its start, and hourly;
twice does no harm.`,
  options: JSON_OPTION,
  operands: [0, 0],
  async run({ values }, { terminal, interruption, config }) {
    return withParts(config(), async (parts) => {
      const pruned = {
        keys: await unlessInterrupted(interruption, parts.get(ForgetOldKeys).execute()),
        logins: await unlessInterrupted(interruption, parts.get(DeleteExpiredSessions).execute()),
        events: await unlessInterrupted(interruption, parts.get(OutboundClient).forgetSent()),
      };
      await terminal.say(
        values['json'] === true
          ? JSON.stringify(pruned)
          : `${pruned.keys} keys, ${pruned.logins} logins and ${pruned.events} events deleted.`,
      );
      return DONE;
    });
  },
};

async function* allParked(store: EventPublicationRepository): AsyncGenerator<DeadLetter> {
  for (let after = 0, page; (page = await store.listDeadLetters(after, PER_PAGE)).length > 0;) {
    after = page.at(-1)?.id ?? 0;
    yield* page;
  }
}
