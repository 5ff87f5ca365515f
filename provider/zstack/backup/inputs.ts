import { z } from "zod";
import type { Failure, Field, Fields, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { isUnknown } from "../../core/unknown";
import { FinalError } from "../../http/errors";
import { commonFields, deletionPolicy, text, uuid } from "../resource/inputs";
import { replicasOf } from "./checks";
import {
  cidrFault,
  type FsInfo,
  fsInfoTagOf,
  networkTag,
  parallelismTagOf,
  tagInputs,
  tagPartFault,
} from "./systemTags";

/** A string in which `fault` finds nothing. */
function checked(schema: z.ZodType<string>, fault: (value: string) => string | undefined): z.ZodType<string> {
  return schema.superRefine((value, context) => {
    const wrong = fault(value);
    if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong });
  });
}

/** It describes the existing backup, and a server cannot change that. */
const unchangeable = (schema: z.ZodType): Field => ({ schema, change: "createOnly", warns: true });

const bandwidth = unchangeable(
  z
    .int({ error: "give whole bytes per second" })
    .min(1024, "is below the minimum of 1024 bytes per second; give more, or leave it out")
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

/** Rules over several inputs, for volume and VM backups. */
export function backupRules(news: JsonObject): Failure[] {
  const failures: Failure[] = [];
  const primary = news["backupStorageUuid"];
  const at = isUnknown(primary) ? -1 : replicasOf(news).indexOf(String(primary));
  if (at >= 0) {
    const reason = `replicas.${at}: ${String(primary)} is the same as backupStorageUuid, which always holds the backup; remove it`;
    failures.push({ property: `replicas.${at}`, reason });
  }
  const tags = Array.isArray(news["systemTags"]) ? news["systemTags"].map(String) : [];
  for (const [input, prefix] of tagInputs) {
    const twice = news[input] === undefined ? -1 : tags.findIndex((tag) => tag.startsWith(prefix));
    if (twice < 0) continue;
    const reason = `systemTags.${twice}: "${tags[twice]}" duplicates ${input}; remove one of the two`;
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

/** Body of the request that creates a backup. */
export function creationBody(ctx: RequestContext, resourceUuid: string): Record<string, unknown> {
  const { inputs } = ctx;
  const params = Object.fromEntries(
    passed.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
  );
  const systemTags = systemTagsOf(inputs);
  return { params: { ...params, resourceUuid }, ...(systemTags.length === 0 ? {} : { systemTags }) };
}

/** All inputs that are sent as system tags. */
export function systemTagsOf(inputs: JsonObject): string[] {
  return tagsWithInputs(inputs).map(([, tag]) => tag);
}

function tagsWithInputs(inputs: JsonObject): (readonly [input: string, tag: string])[] {
  const { backupNetworkCidr, fsInfo, parallelismDegree, systemTags } = inputs;
  return [
    ...(typeof backupNetworkCidr === "string" ? [["backupNetworkCidr", networkTag(backupNetworkCidr)] as const] : []),
    ...(fsInfo === undefined ? [] : [["fsInfo", fsInfoTagOf(fsInfo as FsInfo)] as const]),
    ...(typeof parallelismDegree === "number"
      ? [["parallelismDegree", parallelismTagOf(parallelismDegree)] as const]
      : []),
    ...(Array.isArray(systemTags) ? systemTags.map((tag) => ["systemTags", String(tag)] as const) : []),
  ];
}

/** What a server's text about system tags contains in any language. */
const aboutTags = /TagResourceType|VolumeBackupVO/;

/**
 * The error of a creation that was refused because of its system tags: servers read them from the backup storage, and
 * refuse them on a backup, whatever the vendor's pages print. Any other error is returned as it is.
 */
export function explainedTags(error: unknown, { inputs }: RequestContext): unknown {
  if (!(error instanceof FinalError) || !["SYS.1000", "SYS.1007"].includes(error.platformCode ?? "")) return error;
  const given = tagsWithInputs(inputs).filter(([, tag]) => !tag.startsWith("ephemeral::"));
  const named = given.filter(([, tag]) => error.message.includes(tag));
  if (given.length === 0 || (named.length === 0 && !aboutTags.test(error.message))) return error;
  const refused = named.length > 0 ? named : given;
  const names = [...new Set(refused.map(([input]) => input))].join(", ");
  const tags = refused.map(([, tag]) => `"${tag}"`).join(", ");
  return new FinalError(
    `${names}: this server accepts such a setting only for a whole backup storage, not for a single backup. Remove ${names} here and ` +
      `tag the backup storage instead: CreateSystemTag (POST /v1/system-tags) with resourceType "ImageStoreBackupStorageVO", ` +
      `resourceUuid "${String(inputs["backupStorageUuid"])}" and tag ${tags} (the server says: ${error.message})`,
    // Without the server's code: it is explained by this.
    { request: error.request, errorCode: "unsupported-by-platform" },
    { cause: error },
  );
}
