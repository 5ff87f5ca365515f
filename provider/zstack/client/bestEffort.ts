import { ClosingError } from "../../http/errors";

/**
 * What a server tells before a creation, or undefined where it does not: an older one may not know the question, an
 * account may not be allowed to ask. That is no reason to create nothing; the server itself judges in the end.
 */
export async function bestEffort<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    return undefined;
  }
}
