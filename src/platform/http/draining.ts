import { Injectable } from '@nestjs/common';

/** Whether this instance is on its way out: no new work that could wait, and answers without delay. */
@Injectable()
export class Draining {
  private readonly listeners = new Set<() => void>();
  private started = false;

  get begun(): boolean {
    return this.started;
  }

  /** Calls `listener` once when draining begins, at once if it has; returns what takes the listener back. */
  onBegin(listener: () => void): () => void {
    if (this.started) listener();
    else this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  begin(): void {
    if (this.started) return;
    this.started = true;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
