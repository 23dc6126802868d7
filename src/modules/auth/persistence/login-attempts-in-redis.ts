import type { RedisClients } from '#platform/redis/redis-clients';
import {
  type Admission,
  type LoginAttempt,
  type AttemptOutcome,
  LoginAttemptCounter,
  type ThrottleRules,
} from '../domain/login-attempt';

/**
 * KEYS: tries from the network, tries of strangers or of the login, known networks. Time is Redis' own. A stranger's
 * first try is counted but not judged among those of strangers: an owner who knows the password always gets in.
 */
const BEGIN = `
  local at = redis.call('TIME')
  local now = at[1] * 1000 + math.floor(at[2] / 1000)
  local network, login, quiet = ARGV[1], ARGV[2] == 'login', ARGV[3]
  local widely = login or not redis.call('ZSCORE', KEYS[3], network)
  local function left(key) return (tonumber(redis.call('HGET', key, 'until')) or 0) - now end
  local wait = math.max(0, left(KEYS[1]))
  if login or (widely and redis.call('EXISTS', KEYS[1]) == 1) then wait = math.max(wait, left(KEYS[2])) end
  if wait > 0 then return { wait, 0 } end
  local function count(key, free, first, longest)
    local over = redis.call('HINCRBY', key, 'failures', 1) - free
    if over >= 0 then redis.call('HSET', key, 'until', now + math.min(first * 2 ^ over, longest)) end
    redis.call('PEXPIRE', key, quiet)
  end
  count(KEYS[1], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]))
  if widely then count(KEYS[2], tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])) end
  return { 0, widely and 1 or 0 }`;

/** What is left at nothing goes: a flood of tries that nobody looks at leaves nothing behind. */
const END = `
  local function takeBack(key)
    if redis.call('EXISTS', key) == 1 and redis.call('HINCRBY', key, 'failures', -1) <= 0 then redis.call('DEL', key) end
  end
  if ARGV[2] == 'right' then
    redis.call('DEL', KEYS[1])
    redis.call('ZADD', KEYS[3], redis.call('TIME')[1], ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - ARGV[4])
    redis.call('PEXPIRE', KEYS[3], ARGV[5])
  else
    takeBack(KEYS[1])
  end
  if ARGV[3] == '1' then takeBack(KEYS[2]) end`;

/** Tries as all instances count them, each step at once. */
export class LoginAttemptsInRedis extends LoginAttemptCounter {
  constructor(
    private readonly redis: RedisClients,
    private readonly rules: ThrottleRules,
  ) {
    super();
  }

  override async begin(guess: LoginAttempt): Promise<Admission> {
    const { narrow, unknownNetworks, quiet } = this.rules;
    const wide = guess.login === undefined ? unknownNetworks : narrow;
    const kind = guess.login === undefined ? 'stranger' : 'login';
    const numbers = [quiet, ...[narrow, wide].flatMap(({ free, first, longest }) => [free, first, longest])];
    const answer = await this.redis.cache.eval(BEGIN, 3, ...this.keysOf(guess), guess.network, kind, ...numbers);
    const [wait, widely] = answer as [number, number];
    return { wait, widely: widely === 1 };
  }

  override async end(guess: LoginAttempt, { widely }: Admission, outcome: AttemptOutcome): Promise<void> {
    const { mostKnown, known } = this.rules;
    const counted = widely ? '1' : '0';
    await this.redis.cache.eval(END, 3, ...this.keysOf(guess), guess.network, outcome, counted, mostKnown, known);
  }

  private keysOf({ account, network, login }: LoginAttempt): [string, string, string] {
    const { prefix } = this.redis;
    const owner = this.redis.together(account);
    const tries = `${prefix}tries:${owner}`;
    const wide = login === undefined ? 'strangers' : `login:${login}`;
    return [`${tries}:at:${network}`, `${tries}:${wide}`, `${prefix}known:${owner}`];
  }
}
