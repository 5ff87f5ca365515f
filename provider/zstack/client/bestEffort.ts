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

/** Whether a request failed because its object is gone: servers before 5.2 do not say that of a missing object. */
export async function failedAsGone(error: unknown, isGone: () => Promise<boolean>): Promise<boolean> {
  if (error instanceof ClosingError) throw error;
  return (await bestEffort(isGone)) === true;
}
