// All APIs, in the order in which a body with several action keys is looked through.

import type { Api } from "../rest/api";
import { backupRestoreApis } from "./backupRestores";
import { globalConfigApis } from "./globalConfigs";
import { groupApis } from "./groups";
import { imageApis } from "./images";
import { longJobApis } from "./longJobs";
import { lookupApis } from "./lookups";
import { newVmApis } from "./newVms";
import { restoreApis } from "./restores";
import { sessionApis } from "./sessions";
import { snapshotDeleteApis } from "./snapshotDeletes";
import { snapshotApis } from "./snapshots";
import { tagPatternApis } from "./tagPatterns";
import { tagApis } from "./tags";
import { templateApis } from "./templates";
import { vmBackupApis } from "./vmBackups";
import { vmApis } from "./vms";
import { volumeBackupApis } from "./volumeBackups";
import { volumeApis } from "./volumes";

const closed = (apis: readonly Api[]): Api[] => apis.map((api) => ({ ...api, closed: true }));

export const allApis: readonly Api[] = [
  ...sessionApis,
  ...snapshotApis,
  ...snapshotDeleteApis,
  ...groupApis,
  ...tagApis,
  ...tagPatternApis,
  ...volumeApis,
  ...vmApis,
  ...restoreApis,
  ...newVmApis,
  ...closed(volumeBackupApis),
  ...closed(vmBackupApis),
  ...closed(backupRestoreApis),
  ...templateApis,
  ...imageApis,
  ...globalConfigApis,
  ...lookupApis,
  ...longJobApis(() => allApis),
];
