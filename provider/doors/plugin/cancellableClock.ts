import { type Clock, systemClock } from "../../http/clock";

/** A clock that `cancel` brings to the end of every wait: what is under way is then recorded as unfinished. */
export class CancellableClock implements Clock {
  private readonly sleepers = new Set<() => void>();
  private isCancelled = false;

  get cancelled(): boolean {
    return this.isCancelled;
  }

  now(): number {
    return systemClock.now();
  }

  async sleep(ms: number): Promise<void> {
    if (this.isCancelled) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }

  cancel(): void {
    this.isCancelled = true;
    for (const wake of [...this.sleepers]) wake();
  }
}
