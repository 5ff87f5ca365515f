// `pulumi-snapshots restore`: back to a restore point without a program.

import type { Platform } from "../../provider/core/contract/resourceType";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { typed } from "../confirm";
import { print } from "../output";
import { commandRuntime } from "../runtime";
import { inWordsOf } from "../state/connection";
import { cinderPlatform } from "./cinder/platform";
import type { RestoreOptions } from "./options";
import { namedPoint } from "./point";
import type { RestorePlatform, Way } from "./way";
import { inCommandWords, speakingAsCommand } from "./words";
import { zstackPlatform } from "./zstack/platform";

const platforms: Readonly<Record<Platform, RestorePlatform>> = { zstack: zstackPlatform, cinder: cinderPlatform };

/** @returns the exit code: 0 restored, or shown with `dryRun`; 1 not confirmed */
export async function run(options: RestoreOptions, runtime: ProviderRuntime = commandRuntime): Promise<number> {
  const { id, platform, connection } = await namedPoint(options.point, options);
  const { wayTo, close } = platforms[platform];
  const speaking = speakingAsCommand(runtime);
  const inWords = (text: string): string => inCommandWords(connection.inWords(text));
  try {
    return await inWordsOf({ inWords }, async () => {
      const way = await wayTo(options, { id, settings: connection.settings, runtime: speaking });
      return carriedOut(options, way);
    });
  } finally {
    await close(speaking, 900);
  }
}

async function carriedOut(options: RestoreOptions, way: Way): Promise<number> {
  const { plan, notes } = way;
  const ended = (result: object, lines: readonly string[]): void => {
    if (options.json) print(JSON.stringify({ plan, notes, ...result }));
    else if (lines.length > 0) print(lines.join("\n"));
  };
  if (!options.json) print([...notes, plan.summary, ...numbered(plan.steps)].join("\n"));
  if (options.dryRun) {
    ended({ restored: false }, []);
    return 0;
  }
  if (!(await isConfirmed(options, way))) {
    ended({ restored: false }, ["Nothing was changed."]);
    return 1;
  }
  const outputs = await way.restore();
  const next = way.next(outputs);
  ended({ restored: true, outputs, next }, ["Restored.", ...next]);
  return 0;
}

const numbered = (steps: readonly string[]): string[] => steps.map((step, index) => `  ${index + 1}. ${step}`);

async function isConfirmed({ yes, json }: RestoreOptions, { overwrites }: Way): Promise<boolean> {
  if (yes) return true;
  if (json) return false;
  return overwrites === undefined
    ? typed("Type yes to restore", "yes")
    : typed(`Type ${overwrites} to overwrite it`, overwrites);
}
