// The platforms that a stack is connected to, each asked once.

import type { Platform } from "../../provider/core/contract/resourceType";
import type { Settings } from "../../provider/core/contract/settings";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { codeOf, type ErrorCode } from "../../provider/http/errorCodes";
import { messageOf } from "../../provider/http/errors";
import { platformText } from "../../provider/http/printable";
import type { ConnectionsToQuery } from "./connections";

/** What one connection of the stack leads to. */
export interface QueriedConnection {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly connection: string;
  /** Missing if the platform could not be queried. */
  readonly platform?: string;
  /** Kinds that the platform does not have at all. */
  readonly unsupported?: readonly string[];
  /** Why it could not be queried. */
  readonly error?: string;
  readonly code?: ErrorCode;
}

/** What opens a connection, and what is asked of it. */
export interface Questions<T extends { readonly api: { origin(): Promise<string> } }> {
  readonly open: Readonly<Record<Platform, (settings: Settings) => T>>;
  /** @returns tokens of resources that the platform does not have */
  readonly ask: (opened: T, connection: string, origin: string) => Promise<readonly string[]>;
}

/** Asks every platform. One that does not answer has an error, and the others are asked all the same. */
export async function askPlatforms<T extends { readonly api: { origin(): Promise<string> } }>(
  toQuery: ConnectionsToQuery,
  runtime: Pick<ProviderRuntime, "say">,
  { open, ask }: Questions<T>,
): Promise<QueriedConnection[]> {
  const queried: QueriedConnection[] = [];
  const origins = new Set<string>();
  for (const note of toQuery.notes) runtime.say(note);
  if (toQuery.missing !== undefined) {
    const error = platformText(toQuery.missing);
    queried.push({ connection: "the stack's connection", code: "invalid-config", error });
  }
  for (const platform of ["zstack", "cinder"] as const) {
    for (const { name, settings, inWords } of toQuery[platform]) {
      try {
        const opened = open[platform](settings);
        const origin = await opened.api.origin();
        // Another way to the same account shows the same.
        if (origins.has(origin)) continue;
        origins.add(origin);
        const unsupported = await ask(opened, name, origin);
        const missing = unsupported.length === 0 ? {} : { unsupported };
        queried.push({ connection: name, platform: origin.split("/")[0] ?? origin, ...missing });
      } catch (error) {
        queried.push({ connection: name, code: codeOf(error), error: platformText(inWords(messageOf(error))) });
      }
    }
  }
  return queried;
}

export const formatFailedQuery = ({ connection, error }: QueriedConnection): string =>
  `${connection}: query failed: ${error}`;

export function unsupportedTypes(queried: readonly QueriedConnection[]): string[] {
  return queried.flatMap(({ connection, platform, unsupported = [] }) =>
    unsupported.length === 0 ? [] : [`${connection}: ${platform} does not support ${unsupported.join(", ")}; skipped`],
  );
}
