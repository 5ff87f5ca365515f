// Secrets as the engine writes them into values: an object with a signature.

import type { JsonObject } from "./json";

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const isSecret = (value: object): boolean => (value as JsonObject)[signature] === secretSignature;

export const asSecret = (value: unknown): JsonObject => ({ [signature]: secretSignature, value });

/** Whether a value is a secret, or holds one anywhere. */
export function containsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(containsSecret);
}
