import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { derivedKey } from '#platform/security/derived-key';

/** The brokers of Kafka, and the login. */
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

const brokers = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine((all) => all.every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker)), 'must be host:port, comma-separated');

/** Where integration events may be sent. */
export class OutboundConfig {
  static readonly variables = {
    WEBHOOK_PRIVATE_ADDRESSES: z.enum(['on', 'off']).default('off'),
    KAFKA_BROKERS: brokers.optional(),
    KAFKA_TLS: z.enum(['on', 'off']).default('off'),
    KAFKA_SASL: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    KAFKA_USERNAME: z.string().optional(),
    KAFKA_PASSWORD: z.string().optional(),
  };

  /** undefined: nothing is sent to Kafka */
  readonly kafka: KafkaAccess | undefined;
  /** whether webhooks may be on this machine or in private networks */
  readonly webhooksAnywhere: boolean;
  /** the key that the secrets of webhooks are derived from */
  readonly webhookKey: KeyObject;

  constructor(values: ValuesOf<typeof OutboundConfig.variables>, { secretKey }: Config) {
    this.kafka = kafkaFrom(values);
    this.webhooksAnywhere = values.WEBHOOK_PRIVATE_ADDRESSES === 'on';
    this.webhookKey = derivedKey(secretKey, 'webhooks');
  }

  /** A login mechanism needs a name and a password. */
  static missing(values: ValuesOf<typeof OutboundConfig.variables>): string[] {
    if (values.KAFKA_SASL === undefined) return [];
    return (['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const).filter((name) => values[name] === undefined);
  }
}

function kafkaFrom(values: ValuesOf<typeof OutboundConfig.variables>): KafkaAccess | undefined {
  if (values.KAFKA_BROKERS === undefined) return undefined;
  const { KAFKA_SASL: mechanism, KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = values;
  return {
    brokers: values.KAFKA_BROKERS,
    tls: values.KAFKA_TLS === 'on',
    login: mechanism === undefined ? undefined : { mechanism, username, password },
  };
}
