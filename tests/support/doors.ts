import { inPluginWords } from "../../provider/doors/plugin/sections";

export const doors = ["dynamic", "plugin"] as const;
/** Through which an engine reaches the provider. */
export type Door = (typeof doors)[number];

/** Through which tests reach the provider that name no door. */
export const doorOfTests: Door = process.env["PULUMI_SNAPSHOTS_TEST_DOOR"] === "plugin" ? "plugin" : "dynamic";

/** A text of the provider as it is through the door of these tests, names of settings above all. */
export const inWordsOfDoor = (text: string): string => (doorOfTests === "plugin" ? inPluginWords(text) : text);

/** The same for a pattern that texts have to match. */
export const patternOfDoor = (text: string): RegExp => new RegExp(inWordsOfDoor(text));
