import type { Operation } from "../../../cinder/support/lab";
import { commonFaults, type Fault } from "../../harness/faults";
import { passOn } from "../../harness/line";
import type { CinderLane } from "./lane";

/** What of the storage a request needs: `create_snapshot`. */
function storageCall(key: string): Operation {
  const [method, path = ""] = key.split(" ");
  if (path.endsWith("/action")) return "extend_volume";
  const object = path.startsWith("/snapshots") ? "snapshot" : path.startsWith("/volumes") ? "volume" : "backup";
  return `${method === "POST" ? "create" : "delete"}_${object}`;
}

export const faults: readonly Fault<CinderLane>[] = [
  ...commonFaults({
    unavailable: {
      status: 503,
      text: "<html>No server is available</html>",
      headers: { "content-type": "text/html" },
    },
    rateLimited: {
      status: 429,
      text: '{"overLimit": {"code": 429, "message": "Too many requests", "retryAfter": "1"}}',
      headers: { "content-type": "application/json", "retry-after": "1" },
    },
  }),
  {
    name: "token revoked",
    fits: (position) => position.authorized,
    poll: "first",
    async strike(exchange, _victim, lane) {
      await lane.revoke(exchange.credential ?? "");
      await passOn(exchange);
    },
  },
  {
    name: "storage slower than the deadline",
    fits: (position) => position.submits,
    poll: "first",
    limit: 10,
    // The lanes share the storage.
    alone: true,
    async strike(exchange, _victim, lane) {
      lane.hold(storageCall(exchange.position.key));
      await passOn(exchange);
    },
  },
];
