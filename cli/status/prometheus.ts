// The text format of Prometheus, for the textfile collector of its node exporter.

import type { Limit } from "../../provider/core/listing";
import { findingCodes } from "./findings";
import type { Status } from "./status";

type Labels = Readonly<Record<string, string | undefined>>;

const escaped = (value: string): string => value.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/"/g, '\\"');

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).flatMap(([key, one]) => (one === undefined ? [] : [`${key}="${escaped(one)}"`]));
  return `pulumi_snapshots_${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

function metric(name: string, help: string, samples: readonly (readonly [labels: Labels, value: number])[]): string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP pulumi_snapshots_${name} ${help}`,
    `# TYPE pulumi_snapshots_${name} gauge`,
    ...samples.map(([labels, value]) => sample(name, labels, value)),
  ];
}

/** A sample for each volume that has the value. */
const byVolume = (newest: Status["newest"], figure: (one: Status["newest"][number]) => number | undefined) =>
  newest.flatMap((one) => {
    const { volume, vm, connection } = one;
    const value = figure(one);
    if (value === undefined) return [];
    return [
      [{ connection, volume: volume.id, volume_name: volume.name, vm: vm?.id, vm_name: vm?.name }, value] as const,
    ];
  });

/** All lines; the last one ends as well. */
export function prometheusLines({ newest, findings, connections, limits, points }: Status): string[] {
  const count = (of: (one: (typeof findings)[number]) => boolean): number => findings.filter(of).length;
  const usage = (kind: "quotas" | "storages" | "chains", value: (limit: Limit) => number) =>
    limits.flatMap(({ connection, ...all }) =>
      all[kind].map(
        (one) => [{ connection, id: one.id, name: one.name === "" ? undefined : one.name }, value(one)] as const,
      ),
    );
  const used = ({ used: amount }: Limit): number => amount;
  const total = ({ total: amount }: Limit): number => amount;
  return [
    ...metric(
      "connection_up",
      "Whether a platform answered.",
      connections.map(({ connection, error }) => [{ connection }, error === undefined ? 1 : 0]),
    ),
    ...metric(
      "newest_verified_age_seconds",
      "Age of the newest verified restore point of a volume; absent if there is none.",
      byVolume(newest, ({ ageSeconds }) => ageSeconds),
    ),
    ...metric(
      "newest_drill_timestamp_seconds",
      "When the newest restore drill of a volume succeeded; absent if the state has none.",
      byVolume(newest, ({ drill }) =>
        drill === undefined ? undefined : Math.floor(Date.parse(drill.restorableAt) / 1000),
      ),
    ),
    ...metric(
      "volume_points",
      "Restore points of a volume, verified or not.",
      newest.map(({ volume, connection, count: amount }) => [{ connection, volume: volume.id }, amount]),
    ),
    ...metric(
      "points",
      "Restore points by whose they are.",
      Object.entries(points).map(([ownership, amount]) => [{ ownership }, amount]),
    ),
    ...metric(
      "findings",
      "What asks for a decision, by kind.",
      findingCodes.map((code) => [{ code }, count((one) => one.code === code)]),
    ),
    ...metric("quota_used", "Part of a quota that is used, in pieces or bytes.", usage("quotas", used)),
    ...metric("quota_total", "A quota, in pieces or bytes.", usage("quotas", total)),
    ...metric("storage_used_bytes", "Used part of a storage that holds restore points.", usage("storages", used)),
    ...metric("storage_total_bytes", "Size of a storage that holds restore points.", usage("storages", total)),
  ];
}
