import { z } from "zod";
import { type Input, type Inputs, input, int32, named } from "../../core/contract/properties";
import { type notKnownYet, readersOf } from "../../core/contract/readers";
import type { Failure, RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { isUnknown } from "../../core/unknown";
import { FinalError } from "../../http/errors";
import { commonInputs, deletionPolicy, description, flag, name, text, uuid } from "../resource/inputs";
import { cidrFault, fsInfoTagOf, networkTag, parallelismTagOf, tagInputs, tagPartFault } from "./systemTags";

/** A string in which `fault` finds nothing. */
function checked(schema: z.ZodType<string>, fault: (value: string) => string | undefined): z.ZodType<string> {
  return schema.superRefine((value, context) => {
    const wrong = fault(value);
    if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong });
  });
}

/** It describes the existing backup, and a server cannot change that. */
const unchangeable = <S extends z.ZodType>(schema: S, description: string): Input<S> =>
  input(schema, { onChange: "record", warns: true, description });

const bandwidth = (description: string): Input<z.ZodOptional<z.ZodInt>> =>
  unchangeable(
    z
      .int({ error: "give whole bytes per second" })
      .min(1024, "is below the minimum of 1024 bytes per second; give more, or leave it out")
      .optional(),
    `Bytes per second ${description}`,
  );

const part = checked(text(1024, 1), tagPartFault);

const withoutTwins = (items: readonly string[], context: z.RefinementCtx<string[]>): void => {
  items.forEach((item, index) => {
    if (items.indexOf(item) === index) return;
    context.addIssue({ code: "custom", message: `"${item}" is given twice; remove one`, path: [index] });
  });
};

const fsInfo = named(
  "BackupFsInfo",
  "File system that takes the data of a backup. The parts must not contain `::`.",
  z.strictObject(
    {
      type: part.describe("Type of file system, e.g. `nfs`."),
      url: part.describe("Where it is, e.g. `172.32.1.119:/nas/nfs2`."),
      options: part.describe("Mount options, e.g. `nolock,vers=3`."),
    },
    { error: "give type, url and options" },
  ),
);

const mode = named(
  "BackupMode",
  "How much of the volume a backup holds.",
  z.enum(["full"], { error: 'give "full", or leave it out and let the server choose' }),
);

/** Inputs that volume and VM backups have in common. */
export const backupInputs = {
  ...commonInputs("backup"),
  backupStorageUuid: input(uuid, {
    onChange: "replace",
    description: "uuid of the image store (type ImageStoreBackupStorage, Enabled and Connected) that holds the backup.",
  }),
  name: unchangeable(
    name,
    "Name on the platform, 1 to 255 characters. Default: the resource's logical name; the server adds volume and time to it " +
      "for a VM backup. A backup cannot be renamed on the platform.",
  ),
  description: unchangeable(description.optional(), "At most 2048 characters."),
  mode: unchangeable(
    mode.optional(),
    "`full` forces a full backup. Default: the server chooses between full and incremental.",
  ),
  volumeReadBandwidth: bandwidth("read from the volume, at least 1024; known servers ignore it. Default: no limit."),
  volumeWriteBandwidth: bandwidth("written to the volume, at least 1024. Default: no limit."),
  networkReadBandwidth: bandwidth(
    "received over the network, at least 1024; known servers ignore it. Default: no limit.",
  ),
  networkWriteBandwidth: bandwidth("sent over the network, at least 1024. Default: no limit."),
  backupNetworkCidr: unchangeable(
    checked(z.string({ error: "give a network in CIDR form" }), cidrFault).optional(),
    "Network that carries the data, in CIDR form such as `10.0.0.0/8`. The vendor's page has it, but the servers seen so far " +
      "refuse it on a backup: tag the backup storage instead, as the error says.",
  ),
  fsInfo: unchangeable(
    fsInfo.optional(),
    "File system that takes the data, e.g. an NFS export. Refused like `backupNetworkCidr`.",
  ),
  parallelismDegree: unchangeable(
    int32(z.int({ error: "give a whole number" }).min(1, "is below 1; give at least 1, or leave it out")).optional(),
    "How many backups run at a time, at least 1. Refused like `backupNetworkCidr`.",
  ),
  systemTags: unchangeable(
    z.array(text(2048, 1), { error: "give a list of texts" }).superRefine(withoutTwins).optional(),
    "Further system tags of the creation, as they are.",
  ),
  replicas: input(z.array(uuid, { error: "give a list of uuids" }).superRefine(withoutTwins).optional(), {
    onChange: "update",
    description:
      "uuids of further image stores for a copy. Added and removed in place; each copy is waited for. Copies that others " +
      "made are left alone. Default: none.",
  }),
  handleDependency: input(flag.optional(), {
    onChange: "record",
    description:
      "A delete keeps the data that later increments build on, until those are gone too. Default true. `false` deletes the " +
      "data under living increments, which may make them worthless; a warning names them. Read by the delete, as recorded " +
      "by the last `pulumi up`.",
  }),
  deletionPolicy: deletionPolicy(
    "BackupDeletionPolicy",
    { delete: "delete the backup with all its copies", retain: "keep it on the platform" },
    "",
  ),
} as const satisfies Inputs;

/** How they are read. */
export const backupReaders = readersOf({ inputs: backupInputs });

/** The declared replicas. */
export const replicasOf = (inputs: JsonObject): readonly string[] => backupReaders.declared(inputs).replicas ?? [];

/** Rules over several inputs, for volume and VM backups. */
export function backupRules(news: JsonObject): Failure[] {
  const failures: Failure[] = [];
  const proposed = backupReaders.proposed(news);
  const { backupStorageUuid: primary } = proposed;
  const at = typeof primary !== "string" || isUnknown(primary) ? -1 : listed(proposed.replicas).indexOf(primary);
  if (at >= 0) {
    const reason = `replicas.${at}: ${String(primary)} is the same as backupStorageUuid, which always holds the backup; remove it`;
    failures.push({ property: `replicas.${at}`, reason });
  }
  const tags = listed(proposed.systemTags);
  for (const [input, prefix] of tagInputs) {
    const twice = proposed[input] === undefined ? -1 : tags.findIndex((tag) => tag.startsWith(prefix));
    if (twice < 0) continue;
    const reason = `systemTags.${twice}: "${tags[twice]}" duplicates ${input}; remove one of the two`;
    failures.push({ property: `systemTags.${twice}`, reason });
  }
  return failures;
}

/** A list as far as it is known. */
const listed = (value: string[] | undefined | typeof notKnownYet): readonly string[] =>
  Array.isArray(value) ? value : [];

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
  const inputs = backupReaders.declared(ctx.inputs);
  const given = passed.map((name) => [name, inputs[name]] as const).filter(([, value]) => value !== undefined);
  const params = Object.fromEntries(given);
  const systemTags = systemTagsOf(ctx.inputs);
  return { params: { ...params, resourceUuid }, ...(systemTags.length === 0 ? {} : { systemTags }) };
}

/** All inputs that are sent as system tags. */
export function systemTagsOf(inputs: JsonObject): string[] {
  return tagsWithInputs(inputs).map(([, tag]) => tag);
}

function tagsWithInputs(inputs: JsonObject): (readonly [input: string, tag: string])[] {
  const { backupNetworkCidr, fsInfo, parallelismDegree, systemTags = [] } = backupReaders.declared(inputs);
  return [
    ...(backupNetworkCidr === undefined ? [] : [["backupNetworkCidr", networkTag(backupNetworkCidr)] as const]),
    ...(fsInfo === undefined ? [] : [["fsInfo", fsInfoTagOf(fsInfo)] as const]),
    ...(parallelismDegree === undefined ? [] : [["parallelismDegree", parallelismTagOf(parallelismDegree)] as const]),
    ...systemTags.map((tag) => ["systemTags", tag] as const),
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
      `resourceUuid "${backupReaders.declared(inputs).backupStorageUuid}" and tag ${tags} (the server says: ${error.message})`,
    // Without the server's code: it is explained by this.
    { request: error.request, errorCode: "unsupported-by-platform" },
    { cause: error },
  );
}
