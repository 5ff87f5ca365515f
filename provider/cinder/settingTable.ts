// The settings of a connection to a block storage service besides those of OpenStack; configuration has them as
// `cinder:<name>`.

import { z } from "zod";
import { int32 } from "../core/contract/properties";
import { type SettingTable, setting } from "../core/contract/setting";

export const cinderSettingTable = {
  maxSnapshotsPerVolume: setting(
    z.union([int32(z.int()), z.string()]),
    'Snapshots that one volume may have, or `"unlimited"`. Default: 7 if the endpoint is that of an Elastic Volume Service, ' +
      "else unlimited.",
  ),
} as const satisfies SettingTable;
