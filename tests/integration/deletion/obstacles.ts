import type { Diverted } from "../../support/wire";

/** What keeps the first send of a destructive write from taking effect, so that it is sent again. */
export const obstacles: Readonly<Record<string, Diverted>> = {
  "was answered 429": { status: 429, text: "Too Many Requests", headers: { "retry-after": "20" } },
  "was answered 503 by a gateway": { status: 503, text: "<html><body>Service Unavailable</body></html>" },
  "was answered 502 by a gateway": { status: 502, text: "<html><body>Bad Gateway</body></html>" },
  "was lost": { cut: true, taken: false },
  "was refused with its session": {
    status: 503,
    text: JSON.stringify({ error: { code: "ID.1001", details: "session expired" } }),
  },
};
