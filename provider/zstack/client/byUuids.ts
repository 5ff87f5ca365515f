import type { z } from "zod";
import type { ZStackApi } from "./client";
import type { Condition } from "./query";

/** As many uuids as fit through a proxy that allows 8 KiB of headers. */
const uuidsPerQuery = 200;

/** All rows with `field` in these uuids that meet `more`; makes no request for an empty list. */
export async function byUuids<T>(
  api: Pick<ZStackApi, "query">,
  path: string,
  schema: z.ZodType<T>,
  uuids: readonly string[],
  field = "uuid",
  more: readonly Condition[] = [],
): Promise<T[]> {
  const queries: Promise<T[]>[] = [];
  for (let at = 0; at < uuids.length; at += uuidsPerQuery) {
    const some = uuids.slice(at, at + uuidsPerQuery);
    const operator = some.length === 1 ? "=" : "?=";
    queries.push(api.query(path, schema, [{ field, operator, value: some.join(",") }, ...more]));
  }
  return (await Promise.all(queries)).flat();
}
