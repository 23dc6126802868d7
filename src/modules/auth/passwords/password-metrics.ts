import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { Passwords } from './passwords';

/** How many passwords wait to be hashed, and how many were refused. */
@Injectable()
export class PasswordMetrics {
  constructor(metrics: Metrics, passwords: Passwords) {
    metrics.gauge({
      name: 'hotdeal_password_hashes_waiting',
      help: 'Passwords that wait to be hashed; at most 100',
      collect() {
        this.set(passwords.queued);
      },
    });
    metrics.counter({
      name: 'hotdeal_password_hashes_refused_total',
      help: 'Password checks refused with 503: the queue was full, or the time limit was reached',
      collect() {
        this.reset();
        this.inc(passwords.refused);
      },
    });
  }
}
