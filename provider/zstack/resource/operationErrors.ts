import type { ErrorCode } from "../../http/errorCodes";
import { FinalError, RefusedError, type RequestFacts } from "../../http/errors";

// SYS.1006 is the server's general "operation error": what helps depends on what its details say. They are Chinese
// unless the server was set up for English, and then only some of them.

interface Fault {
  readonly says: RegExp;
  readonly code: ErrorCode;
  /** What to do about `what`, e.g. `volume 12ab…`. */
  remedy(what: string): string;
}

/** The first match counts; without a match there is no advice, since it could be wrong. */
const faults: readonly Fault[] = [
  {
    says: /permission denied|not the owner of|权限|所有者|拥有者/i,
    code: "not-permitted",
    remedy: (what) => `${what} belongs to another account: use the account that owns it`,
  },
  {
    says: /(?:primary|backup|image)[ -]?(?:storage|store|server)\b.{0,200}(?:disconnect|not connected|not in status)|(?:disconnect|not connected).{0,200}(?:primary|backup|image)[ -]?(?:storage|store|server)|(?:存储|服务器).{0,200}(?:失联|断开|未连接|未处于)/is,
    code: "storage-unavailable",
    remedy: (what) => `the storage of ${what} is not connected: reconnect it and run again`,
  },
  {
    says: /\bhosts?\b.{0,200}(?:disconnect|not connected|unreachable|is down|fail|not in status)|\b(?:kvm)?agent\b|(?:物理机|(?<!云)主机|计算节点).{0,200}(?:失联|断开|未连接|失败|未处于)/is,
    code: "host-unavailable",
    remedy: (what) => `the host of ${what} is not available: check the host and run again`,
  },
  {
    says: /not in (?:stat(?:us|e)\b|\w+ state)|\bin state\b|current (?:status |state )?is|allowed (?:states?|status)|状态/i,
    code: "wrong-state",
    remedy: (what) => `change the state of ${what} and run again`,
  },
];

/** Names the input and a remedy in the refusal of a creation; other errors are returned unchanged. */
export function explained(error: unknown, field: string, what: string): unknown {
  if (!(error instanceof FinalError) || error.platformCode !== "SYS.1006") return error;
  const fault = faults.find(({ says }) => says.test(error.message));
  const text = `${field}: the server rejected the request for ${what}: ${error.message}`;
  const facts = factsOf(error);
  if (fault === undefined) return new FinalError(text, { ...facts, errorCode: error.code }, { cause: error });
  return new FinalError(`${text}; ${fault.remedy(what)}`, { ...facts, errorCode: fault.code }, { cause: error });
}

/** The facts of a refusal, for an error that explains it. */
export const factsOf = ({ request, platformCode }: FinalError): RequestFacts => ({
  request,
  ...(platformCode === undefined ? {} : { platformCode }),
});

/** The refusal of an input that names something which this account does not see. */
export function unseen(field: string, what: string, uuid: string): RefusedError {
  return new RefusedError(
    "not-found",
    `${field}: ${what} ${uuid} does not exist or is not visible to this account; correct the uuid or use the account that owns it`,
  );
}
