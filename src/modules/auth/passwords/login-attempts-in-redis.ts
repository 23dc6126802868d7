import type { RedisClients } from '#platform/redis/redis-clients';
import {
  type Admission,
  type AttemptOutcome,
  type LoginAttempt,
  LoginAttemptCounter,
  type ThrottleRules,
} from '../domain/login-attempt';

/**
 * KEYS: failures from the network, failures of the session or of all unknown networks, known networks. Time is Redis'
 * own. The first attempt from an unknown network is counted, but not delayed by the failures of the others: an owner
 * who knows the password always gets in.
 */
const BEGIN = `
  local at = redis.call('TIME')
  local now = at[1] * 1000 + math.floor(at[2] / 1000)
  local network, in_session, forget_after = ARGV[1], ARGV[2] == 'session', ARGV[3]
  local counted_widely = in_session or not redis.call('ZSCORE', KEYS[3], network)
  local function remaining(key) return (tonumber(redis.call('HGET', key, 'until')) or 0) - now end
  local delay = math.max(0, remaining(KEYS[1]))
  if in_session or (counted_widely and redis.call('EXISTS', KEYS[1]) == 1) then
    delay = math.max(delay, remaining(KEYS[2]))
  end
  if delay > 0 then return { delay, 0 } end
  local function count(key, free, first, longest)
    local over = redis.call('HINCRBY', key, 'failures', 1) - free
    if over >= 0 then redis.call('HSET', key, 'until', now + math.min(first * 2 ^ over, longest)) end
    redis.call('PEXPIRE', key, forget_after)
  end
  count(KEYS[1], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]))
  if counted_widely then count(KEYS[2], tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])) end
  return { 0, counted_widely and 1 or 0 }`;

/** A count that is back at zero is deleted, so that a flood of unchecked attempts leaves nothing behind. */
const END = `
  local function undo(key)
    if redis.call('EXISTS', key) == 1 and redis.call('HINCRBY', key, 'failures', -1) <= 0 then redis.call('DEL', key) end
  end
  if ARGV[2] == 'right' then
    redis.call('DEL', KEYS[1])
    redis.call('ZADD', KEYS[3], redis.call('TIME')[1], ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - ARGV[4])
    redis.call('PEXPIRE', KEYS[3], ARGV[5])
  else
    undo(KEYS[1])
  end
  if ARGV[3] == '1' then undo(KEYS[2]) end`;

/** Attempts as all instances count them. Each step is one script, so it is atomic. */
export class LoginAttemptsInRedis extends LoginAttemptCounter {
  constructor(
    private readonly redis: RedisClients,
    private readonly rules: ThrottleRules,
  ) {
    super();
  }

  override async begin(attempt: LoginAttempt): Promise<Admission> {
    const { perSource, unknownNetworks, forgetAfter } = this.rules;
    const [kind, wide] =
      attempt.session === undefined
        ? (['unknown-network', unknownNetworks] as const)
        : (['session', perSource] as const);
    const numbers = [forgetAfter, ...[perSource, wide].flatMap(({ free, first, longest }) => [free, first, longest])];
    const reply = await this.redis.cache.eval(BEGIN, 3, ...this.keysOf(attempt), attempt.network, kind, ...numbers);
    const [delay, countedWidely] = reply as [number, number];
    return { delay, countedWidely: countedWidely === 1 };
  }

  override async end(attempt: LoginAttempt, admission: Admission, outcome: AttemptOutcome): Promise<void> {
    const { maxKnownNetworks, networkKnownFor } = this.rules;
    const counted = admission.countedWidely ? '1' : '0';
    const values = [attempt.network, outcome, counted, maxKnownNetworks, networkKnownFor];
    await this.redis.cache.eval(END, 3, ...this.keysOf(attempt), ...values);
  }

  private keysOf({ account, network, session }: LoginAttempt): [string, string, string] {
    const { prefix } = this.redis;
    const owner = this.redis.together(account);
    const attempts = `${prefix}login-attempts:${owner}`;
    const wide = session === undefined ? 'unknown-networks' : `session:${session}`;
    return [`${attempts}:from:${network}`, `${attempts}:${wide}`, `${prefix}known-networks:${owner}`];
  }
}
