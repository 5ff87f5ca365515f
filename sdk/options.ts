import * as pulumi from "@pulumi/pulumi";
import { runError } from "./runError";

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/**
 * Seconds of a duration the way Pulumi writes it: `90s`, `30m`, `1h30m`. Programs in JavaScript pass anything.
 * @throws RunError that names `where`
 */
export function durationSeconds(text: unknown, where: string): number {
  const parts = typeof text === "string" ? [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)] : [];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) {
    const given = typeof text === "string" ? `"${text}"` : String(text);
    throw runError(`${where} is ${given}; use a duration such as "90s", "30m" or "1h30m"`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? "s"] ?? 1), 0);
}

/** The time limits of a resource in seconds, as the hidden input `__timeouts` carries them; undefined without any. */
export function limits(name: string, options: pulumi.CustomResourceOptions): Record<string, number> | undefined {
  const { customTimeouts } = options;
  const given = (["create", "update", "delete"] as const).flatMap((operation) => {
    const text = customTimeouts?.[operation];
    return text === undefined ? [] : [[operation, durationSeconds(text, `customTimeouts.${operation} of "${name}"`)]];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/**
 * Refuses the options with which the engine cannot serve a resource of a dynamic provider.
 * @throws RunError
 */
export function refuseImport(
  what: string,
  importInput: string | undefined,
  options: pulumi.CustomResourceOptions,
): void {
  if (options.import === undefined) return;
  const instead =
    importInput === undefined
      ? "remove the option"
      : `to adopt an existing object, set ${importInput} to its id and adopt: true`;
  throw runError(`${what}: Pulumi cannot import into a dynamic resource (import option); ${instead}`);
}

/** Warns that the engine ignores `replaceOnChanges` of dynamic resources. */
export function warnOfReplaceOnChanges(what: string, options: pulumi.CustomResourceOptions): void {
  if ((options.replaceOnChanges ?? []).length === 0) return;
  void pulumi.log.warn(
    `${what}: replaceOnChanges has no effect on a dynamic resource; use triggers to force a replacement`,
  );
}
