import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isTransient } from '#platform/database/errors';
import { DealTransitionRepository } from '../persistence/deal-transition.repository';

/** The longest between two looks; a moment that is nearer is waited for. */
const LOOK_EVERY_MS = 500;
/** Another instance has in hand what is due. */
const GIVE_WAY_MS = 50;

/**
 * The opening and the end of every deal are told as they come, by whichever instance looks first. Nothing is set up for
 * them beforehand: each look asks the database which moments have come and were not told, so it does not matter who has
 * made or ended a deal, who was away meanwhile, or what this machine's clock says.
 */
@Injectable()
export class AnnounceDealTransitions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(AnnounceDealTransitions.name);
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(private readonly transitions: DealTransitionRepository) {}

  onApplicationBootstrap(): void {
    void this.keepLooking();
  }

  onModuleDestroy(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  /** Answers in how many ms to look again. */
  async execute(): Promise<number> {
    for (;;) {
      const { due, nextInMs } = await this.transitions.upcoming(LOOK_EVERY_MS);
      if (due.length === 0) return nextInMs ?? LOOK_EVERY_MS;
      if ((await this.transitions.announce(due)) === 0) return GIVE_WAY_MS;
    }
  }

  private async keepLooking(): Promise<void> {
    const pauseMs = await this.execute().catch((error: unknown) => {
      if (!this.over && !isTransient(error)) this.log.error(error);
      return LOOK_EVERY_MS;
    });
    if (this.over) return;
    this.timer = setTimeout(() => void this.keepLooking(), pauseMs);
    this.timer.unref();
  }
}
