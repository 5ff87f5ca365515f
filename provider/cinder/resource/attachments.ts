import type { VolumeRow } from "../models/rows";

/** Servers that a message names; the rest is counted. */
const mostNamed = 5;

/** Names of a list, at most some of them. */
export function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return names.slice(0, mostNamed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** The servers that a volume is attached to, as messages name them; empty if the service shows none. */
export function serversOf({ attachments }: Pick<VolumeRow, "attachments">): string {
  return listed(
    attachments.map(
      ({ server_id, device }) => `server ${server_id ?? "(unknown)"}${device == null ? "" : ` as ${device}`}`,
    ),
  );
}
