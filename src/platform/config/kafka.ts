import { z } from 'zod';

export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .refine(
      (brokers) => brokers.every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker)),
      'must be host:port, comma-separated',
    )
    .optional(),
  KAFKA_TLS: z.enum(['on', 'off']).default('off'),
  KAFKA_SASL: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
};
type Variables = z.infer<z.ZodObject<typeof kafkaVariables>>;

/** Where Kafka is, and how to get in. */
export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly login:
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
        readonly username: string;
        readonly password: string;
      }
    | undefined;
}

/** `undefined`: nothing goes to Kafka. */
export function kafkaFrom(env: Variables): KafkaAccess | undefined {
  if (env.KAFKA_BROKERS === undefined) return undefined;
  const { KAFKA_SASL: mechanism, KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = env;
  return {
    brokers: env.KAFKA_BROKERS,
    tls: env.KAFKA_TLS === 'on',
    login: mechanism === undefined ? undefined : { mechanism, username, password },
  };
}

/** The names of those that are missing: a mechanism needs a name and a password. */
export function missingForKafka(env: Variables): string[] {
  if (env.KAFKA_SASL === undefined) return [];
  return (['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const).filter((name) => env[name] === undefined);
}
