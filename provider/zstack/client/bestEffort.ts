import { ClosingError } from "../../http/errors";

/**
 * The result of an optional request, or undefined if it fails: an older server may lack the API, or the account the
 * permission. The server itself decides in the end, so this must not block a creation.
 */
export async function bestEffort<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    return undefined;
  }
}
