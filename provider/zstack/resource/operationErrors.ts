import { FinalError } from "../../http/errors";

// SYS.1006 is the server's general "operation error": what helps depends on what its details say. They are Chinese
// unless the server was set up for English, and then only some of them.

interface Fault {
  readonly says: RegExp;
  /** What to do about `what`, e.g. `volume 12ab…`. */
  remedy(what: string): string;
}

/** The first that fits counts; what fits none gets no advice that could be wrong. */
const faults: readonly Fault[] = [
  {
    says: /permission denied|not the owner of|权限|所有者|拥有者/i,
    remedy: (what) => `${what} belongs to another account: use the account that owns it`,
  },
  {
    says: /(?:primary|backup|image)[ -]?(?:storage|store|server)\b.{0,200}(?:disconnect|not connected|not in status)|(?:disconnect|not connected).{0,200}(?:primary|backup|image)[ -]?(?:storage|store|server)|(?:存储|服务器).{0,200}(?:失联|断开|未连接|未处于)/is,
    remedy: (what) => `the storage of ${what} is not connected: have it reconnected, then run again`,
  },
  {
    says: /\bhosts?\b.{0,200}(?:disconnect|not connected|unreachable|is down|fail|not in status)|\b(?:kvm)?agent\b|(?:物理机|(?<!云)主机|计算节点).{0,200}(?:失联|断开|未连接|失败|未处于)/is,
    remedy: (what) => `the host that works on ${what} cannot do it: have the host looked at, then run again`,
  },
  {
    says: /not in (?:stat(?:us|e)\b|\w+ state)|\bin state\b|current (?:status |state )?is|allowed (?:states?|status)|状态/i,
    remedy: (what) => `bring ${what} into a state that allows it, then run again`,
  },
];

/** A refusal of a creation in the words of the input that names `what`; other errors stay as they are. */
export function explained(error: unknown, field: string, what: string): unknown {
  if (!(error instanceof FinalError) || error.platformCode !== "SYS.1006") return error;
  const remedy = faults.find(({ says }) => says.test(error.message))?.remedy(what);
  const text = `${field}: the server refuses this of ${what}: ${error.message}`;
  return new FinalError(remedy === undefined ? text : `${text}; ${remedy}`, factsOf(error), { cause: error });
}

export const factsOf = ({ request, platformCode }: FinalError): { request: string; platformCode?: string } => ({
  request,
  ...(platformCode === undefined ? {} : { platformCode }),
});
