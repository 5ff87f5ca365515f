// All APIs, in the order in which a body with several action keys is looked through.

import type { Api } from "../rest/api";
import { groupApis } from "./groups";
import { lookupApis } from "./lookups";
import { restoreApis } from "./restores";
import { sessionApis } from "./sessions";
import { snapshotDeleteApis } from "./snapshotDeletes";
import { snapshotApis } from "./snapshots";
import { tagApis } from "./tags";
import { vmApis } from "./vms";
import { volumeApis } from "./volumes";

export const allApis: readonly Api[] = [
  ...sessionApis,
  ...snapshotApis,
  ...snapshotDeleteApis,
  ...groupApis,
  ...tagApis,
  ...volumeApis,
  ...vmApis,
  ...restoreApis,
  ...lookupApis,
];
