import { z } from "zod";
import type { Values } from "../core/json";
import type { Call, Failure, Field, Fields } from "../core/kind";
import { isUnknown } from "../core/unknown";
import { replicasOf } from "./backupChecks";
import {
  cidrFault,
  type FsInfo,
  fsInfoTagOf,
  networkTag,
  parallelismTagOf,
  tagInputs,
  tagPartFault,
} from "./backupTags";
import { commonFields, deletionPolicy, text, uuid } from "./inputs";

/** A text without what `fault` finds. */
function checked(schema: z.ZodType<string>, fault: (value: string) => string | undefined): z.ZodType<string> {
  return schema.superRefine((value, context) => {
    const wrong = fault(value);
    if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong });
  });
}

/** It describes the backup that is there, and a server has no way to change that. */
const unchangeable = (schema: z.ZodType): Field => ({ schema, change: "createOnly", warns: true });

const bandwidth = unchangeable(
  z
    .int({ error: "give whole bytes per second" })
    .min(1024, "is below the 1024 bytes per second that the server takes at least; give more, or leave it out")
    .optional(),
);

const part = checked(text(1024, 1), tagPartFault);

const withoutTwins = (items: readonly string[], context: z.RefinementCtx<string[]>): void => {
  items.forEach((item, index) => {
    if (items.indexOf(item) === index) return;
    context.addIssue({ code: "custom", message: `"${item}" is given twice; remove one`, path: [index] });
  });
};

/** Inputs that volume and VM backups have in common. */
export const backupFields = {
  ...commonFields,
  backupStorageUuid: { schema: uuid, change: "replace" },
  name: unchangeable(commonFields.name.schema),
  description: unchangeable(commonFields.description.schema),
  mode: unchangeable(z.literal("full", { error: 'give "full", or leave it out and let the server choose' }).optional()),
  volumeReadBandwidth: bandwidth,
  volumeWriteBandwidth: bandwidth,
  networkReadBandwidth: bandwidth,
  networkWriteBandwidth: bandwidth,
  backupNetworkCidr: unchangeable(checked(z.string({ error: "give a network in CIDR form" }), cidrFault).optional()),
  fsInfo: unchangeable(
    z.strictObject({ type: part, url: part, options: part }, { error: "give type, url and options" }).optional(),
  ),
  parallelismDegree: unchangeable(
    z.int({ error: "give a whole number" }).min(1, "is below 1; give at least 1, or leave it out").optional(),
  ),
  systemTags: unchangeable(
    z.array(text(2048, 1), { error: "give a list of texts" }).superRefine(withoutTwins).optional(),
  ),
  replicas: {
    schema: z.array(uuid, { error: "give a list of uuids" }).superRefine(withoutTwins).optional(),
    change: "update",
  },
  handleDependency: { schema: z.boolean({ error: "give true or false" }).optional(), change: "createOnly" },
  deletionPolicy: deletionPolicy("delete", "retain"),
} as const satisfies Fields;

/** Rules over several inputs that both kinds of backups have. */
export function backupRules(news: Values): Failure[] {
  const failures: Failure[] = [];
  const primary = news["backupStorageUuid"];
  const at = isUnknown(primary) ? -1 : replicasOf(news).indexOf(String(primary));
  if (at >= 0) {
    const reason = `replicas.${at}: ${String(primary)} is backupStorageUuid, which holds the backup anyway; remove it`;
    failures.push({ property: `replicas.${at}`, reason });
  }
  const tags = Array.isArray(news["systemTags"]) ? news["systemTags"].map(String) : [];
  for (const [input, prefix] of tagInputs) {
    const twice = news[input] === undefined ? -1 : tags.findIndex((tag) => tag.startsWith(prefix));
    if (twice < 0) continue;
    const reason = `systemTags.${twice}: "${tags[twice]}" says what ${input} says too; remove one of them`;
    failures.push({ property: `systemTags.${twice}`, reason });
  }
  return failures;
}

const passed = [
  "backupStorageUuid",
  "name",
  "description",
  "mode",
  "volumeReadBandwidth",
  "volumeWriteBandwidth",
  "networkReadBandwidth",
  "networkWriteBandwidth",
] as const;

/** Body of the request that makes a backup. */
export function creationBody(call: Call, resourceUuid: string): Record<string, unknown> {
  const { inputs } = call;
  const params = Object.fromEntries(
    passed.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
  );
  const systemTags = systemTagsOf(inputs);
  return { params: { ...params, resourceUuid }, ...(systemTags.length === 0 ? {} : { systemTags }) };
}

/** Everything that travels as a system tag. */
export function systemTagsOf(inputs: Values): string[] {
  const { backupNetworkCidr, fsInfo, parallelismDegree, systemTags } = inputs;
  return [
    ...(typeof backupNetworkCidr === "string" ? [networkTag(backupNetworkCidr)] : []),
    ...(fsInfo === undefined ? [] : [fsInfoTagOf(fsInfo as FsInfo)]),
    ...(typeof parallelismDegree === "number" ? [parallelismTagOf(parallelismDegree)] : []),
    ...(Array.isArray(systemTags) ? systemTags.map(String) : []),
  ];
}
