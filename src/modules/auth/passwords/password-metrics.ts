import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { Passwords } from './passwords';

/** Who waits for a password to be hashed, and who was sent away. */
@Injectable()
export class PasswordMetrics {
  constructor(metrics: Metrics, passwords: Passwords) {
    metrics.gauge({
      name: 'hotdeal_password_hashes_waiting',
      help: 'Passwords that wait for their turn to be hashed; 100 at most',
      collect() {
        this.set(passwords.queued);
      },
    });
    metrics.counter({
      name: 'hotdeal_password_hashes_refused_total',
      help: 'Passwords that were answered 503: too many waited, or it took too long',
      collect() {
        this.reset();
        this.inc(passwords.refused);
      },
    });
  }
}
