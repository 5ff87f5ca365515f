import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../core/contract/settings";
import { type ConfigSource, firstOf, type Value } from "./sources";

/** How connections are made safe; the texts are PEM. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

/** Reads the files that the settings name; key and certificate come from one source. */
export function tlsOf(settings: Settings, sources: readonly ConfigSource[], insecure: boolean): Tls {
  const ca = firstOf(sources, "cacertFile");
  const owner = sources.find((one) => one.value("cert") !== undefined || one.value("key") !== undefined);
  const cert = owner === undefined ? undefined : firstOf([owner], "cert");
  const key = owner === undefined ? undefined : firstOf([owner], "key");
  if (owner !== undefined && cert === undefined) {
    throw new Error(`${owner.named("key")} is set without ${owner.named("cert")}; set both`);
  }
  const own = cert === undefined ? undefined : pem(settings, cert, "CERTIFICATE");
  // A file may hold both.
  const both = own !== undefined && key === undefined && own.includes("PRIVATE KEY-----") ? own : undefined;
  if (cert !== undefined && key === undefined && both === undefined) {
    throw new Error(`${cert.source} is set without ${owner?.named("key")}; set both`);
  }
  const secret = key === undefined ? both : pem(settings, key, "PRIVATE KEY");
  return {
    ...(ca === undefined ? {} : { ca: pem(settings, ca, "CERTIFICATE") }),
    ...(own === undefined ? {} : { cert: own }),
    ...(secret === undefined ? {} : { key: secret }),
    insecure,
  };
}

function pem(settings: Settings, value: Value, kind: "CERTIFICATE" | "PRIVATE KEY"): string {
  const holds = (text: string): boolean => text.includes(`${kind}-----`) && text.includes("-----BEGIN ");
  if (holds(value.text)) return value.text;
  const home = settings.environmentValue("HOME") ?? homedir();
  const path = value.text.startsWith("~/") ? join(home, value.text.slice(2)) : value.text;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new Error(`${value.source} does not name a readable file (${code}); set PEM text or the path of a PEM file`, {
      cause: error,
    });
  }
  if (holds(text)) return text;
  throw new Error(`${value.source}: the file contains no PEM ${kind.toLowerCase()}`);
}

export function boolean(value: Value | undefined): boolean {
  if (value === undefined || /^(false|f|no|off|0)$/i.test(value.text)) return false;
  if (/^(true|t|yes|on|1)$/i.test(value.text)) return true;
  throw new Error(`${value.source} is "${value.text}"; use true or false`);
}
