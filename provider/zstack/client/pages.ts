import { z } from "zod";
import { FinalError } from "../../http/errors";
import { issuesText } from "../../http/printable";
import type { ZStackApi } from "./client";
import { queryString } from "./query";

const pageSize = 1000;

/** Everything under a path, page by page: for what is too much to be held at once. */
export async function* pagesOf<T>(
  api: Pick<ZStackApi, "get" | "endpoint">,
  path: string,
  schema: z.ZodType<T>,
): AsyncGenerator<T[], void> {
  const page = z.object({ inventories: z.array(schema) });
  for (let start = 0; ; start += pageSize) {
    const query = queryString([], { limit: pageSize, start, sort: "+uuid" });
    const result = page.safeParse(await api.get(path + query));
    if (!result.success) {
      throw new FinalError(`${api.endpoint}: unexpected response to GET ${path}: ${issuesText(result.error.issues)}`, {
        request: `GET ${path}`,
        errorCode: "unexpected-response",
      });
    }
    const { inventories } = result.data;
    yield inventories;
    if (inventories.length < pageSize) return;
  }
}
