import type { Inputs } from "../../core/contract/properties";
import { notKnownYet, readersOf } from "../../core/contract/readers";
import type { Failure } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { changedInputs } from "../../core/lifecycle/check";
import { namingRules } from "../resource/inputs";
import { restoredVolumeProperties } from "./properties";

const { inputs } = restoredVolumeProperties;
const replacing: Inputs = Object.fromEntries(
  Object.entries(inputs).filter(([, { onChange }]) => onChange === "replace"),
);
const { proposed } = readersOf(restoredVolumeProperties);

/** Rules over several inputs; `olds` are the inputs before. */
export function rules(news: JsonObject, olds: JsonObject): Failure[] {
  return [...sourceRule(news), ...sizeRule(news, olds), ...namingRules(inputs, "volumeId", news, olds)];
}

/** Exactly one source is declared. */
export function sourceRule(news: JsonObject): Failure[] {
  const { snapshotId, backupId } = proposed(news);
  if ((snapshotId === undefined) !== (backupId === undefined)) return [];
  const reason =
    snapshotId === undefined
      ? "snapshotId, backupId: the source is missing; give one of them"
      : "snapshotId, backupId: both are given, and a volume has one source; remove one of them";
  return [{ property: "snapshotId", reason }];
}

function sizeRule(news: JsonObject, olds: JsonObject): Failure[] {
  const { size: before } = proposed(olds);
  const { size } = proposed(news);
  if (before === undefined || before === notKnownYet || size === undefined || size === notKnownYet) return [];
  if (size >= before || isReplaced(news, olds)) return [];
  return [{ property: "size", reason: `size: ${tooSmall(size, before)}` }];
}

/** Another volume may have any size. */
const isReplaced = (news: JsonObject, olds: JsonObject): boolean => changedInputs(replacing, olds, news).length > 0;

/** What is wrong with a size below that of the volume, and what to do. */
export function tooSmall(size: number, present: number): string {
  return (
    `the volume has ${present} GiB, and a volume cannot shrink to ${size} GiB; give at least ${present}, or remove size. ` +
    "To restore into a smaller volume, change triggers as well: that makes a new one"
  );
}
