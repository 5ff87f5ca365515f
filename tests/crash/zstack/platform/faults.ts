import { commonFaults, type Fault, killed } from "../../harness/faults";
import { type Position, passOn } from "../../harness/line";
import type { ZStackLane } from "./lane";

const submits = (position: Position): boolean => position.submits;

export const faults: readonly Fault<ZStackLane>[] = [
  ...commonFaults({
    unavailable: { status: 503, text: "upstream connect error" },
    rateLimited: { status: 429, text: "too many requests" },
  }),
  {
    name: "session expired",
    fits: (position) => position.authorized,
    poll: "first",
    async strike(exchange, _victim, lane) {
      await lane.endSession(exchange.credential ?? "");
      await passOn(exchange);
    },
  },
  {
    name: "job result expired",
    fits: submits,
    poll: "first",
    async strike(exchange, _victim, lane) {
      await lane.arm(exchange, { type: "expireJob" });
      await passOn(exchange);
    },
  },
  {
    name: "job slower than the deadline",
    fits: submits,
    poll: "first",
    // All other jobs meet it on a busy machine too.
    limit: 5,
    async strike(exchange, _victim, lane) {
      await lane.slowDown(exchange);
      await passOn(exchange);
    },
  },
  {
    name: "server killed with the job under way",
    // Of a group or VM that is being made there is no record at first: the next run waits ten minutes for one.
    fits: ({ submits, key }) => submits && !/^POST \/v1\/(volume-snapshots\/group|vm-instances\/from)/.test(key),
    poll: "first",
    deadly: true,
    async strike(exchange, victim, lane) {
      await lane.arm(exchange, { type: "stallJob" });
      await exchange.answer();
      await lane.restart();
      // Whoever waits notices it after a minute only; whoever comes next, at once.
      await killed(victim);
      exchange.drop();
    },
  },
];
