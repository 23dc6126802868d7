import { Config } from '#platform/config/config';
import { NotificationConfig } from '../notification.config';
import { SocketLimits } from './socket-limits';

it('the limits of sockets are those of the configuration', () => {
  const services = { DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: '-'.repeat(32) };
  const limits = (variables: Record<string, string>) => ({
    ...new SocketLimits(Config.from({ ...services, ...variables }, [NotificationConfig]).section(NotificationConfig)),
  });
  expect(limits({})).toMatchObject({ perUser: 100, perAddress: 10_000, packetsAtOnce: 50, packetsPerSecond: 5 });
  const changed = { RATE_LIMIT_SOCKETS_USER: '3', RATE_LIMIT_SOCKETS_ADDRESS: '7', RATE_LIMIT_SOCKET_PACKETS: '1' };
  expect(limits({ ...changed, RATE_LIMIT_SCALE: '2' })).toMatchObject({
    perUser: 6,
    perAddress: 14,
    packetsAtOnce: 20,
    packetsPerSecond: 2,
  });
});
