import { z } from "zod";
import type { Json } from "../../openstack/responses";

/**
 * Marker and limit of the next page. Some services write links with another host, version or project than the one that
 * was asked, so that nothing else of them is used.
 */
export function nextPage(body: Json | undefined): Readonly<Record<string, string>> | undefined {
  const links = Object.entries(body ?? {}).find(([name]) => name.endsWith("_links"))?.[1];
  if (!Array.isArray(links)) return undefined;
  for (const link of z
    .array(z.object({ rel: z.string(), href: z.string() }))
    .catch([])
    .parse(links)) {
    if (link.rel !== "next") continue;
    const query = new URLSearchParams(link.href.split("?")[1] ?? "");
    const [marker, limit] = [query.get("marker"), query.get("limit")];
    if (marker === null) continue;
    return { marker, ...(limit === null ? {} : { limit }) };
  }
  return undefined;
}
