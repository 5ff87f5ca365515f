// What the resources say of their inputs and of Pulumi, as the command has it.

import type { ProviderRuntime } from "../../provider/core/runtime/runtime";

const words: readonly (readonly [RegExp, string])[] = [
  [/set whenRunning: "stop" \(or "stopAndStart"/g, 'give --when-running stop (or "stopAndStart"'],
  [/\bset onUnknown: "rerun"/g, "give --on-unknown rerun"],
  [/\bonUnknown is "rerun"/g, "of --on-unknown rerun"],
  [/\bset (?:safetyVolume|safetySnapshot): false/g, "give --without-safety-snapshot"],
  [/ or remove this resource if it is as it should be/g, " or leave it if it is as it should be"],
  [/The next `pulumi up` (\w+)/g, "The command, when it is repeated, $1"],
  [/the next `pulumi up` (\w+)/g, "the command, when it is repeated, $1"],
  [/Run "pulumi up" again/g, "Repeat the command"],
  [/; customTimeouts(?:\.\w+)? raises the limit/g, ""],
  [/ or raise customTimeouts\.\w+/g, ""],
  [/\(cinder\.RestoredVolume\)/g, "(--to new-volume)"],
  [/To restore it once more, change triggers\./g, "To restore it once more, repeat the command."],
];

/** A message of a resource with the options of the command in place of inputs. */
export const inCommandWords = (text: string): string =>
  words.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text);

/** What the resources print while they work is in the words of the command too. */
export const speakingAsCommand = (runtime: ProviderRuntime): ProviderRuntime => ({
  ...runtime,
  say: (line) => runtime.say(inCommandWords(line)),
});
