import { NoSuchApiError } from "./responses";

/** The result of a request, or undefined if the server has no such API: the open-source edition has no backups. */
export async function ifSupported<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoSuchApiError) return undefined;
    throw error;
  }
}
